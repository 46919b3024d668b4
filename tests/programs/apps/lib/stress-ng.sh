# One stressor of stress-ng with --verify: the verdict only. Sourced by
# stress-ng-NAME.case; the stressor is in the case's name.
s=$(basename "$0" .case); s=${s#stress-ng-}
ulimit -c 0
ops=200
case $s in
sigfpe|sigill|sigsegv|sigbus|sigtrap|sigabrt) ops=100 ;;
timer|itimer) ops=200 ;;
sigq|sigrt|signal|sigpending|sigsuspend|kill) ops=2000 ;;
sigxcpu|alarm|wait|sigchld) ops=50 ;;
esac
mkdir -p st
stress-ng --$s 1 --$s-ops $ops --timeout 3 --verify --no-rand-seed --temp-path "$PWD/st" --oomable >log 2>&1
r=$?
rm -rf st
if [ $r = 0 ] && grep -q 'successful run completed' log && ! grep -qE 'fail:|error:' log; then v=pass; else v=fail; fi
echo "$s $v $r"
[ $v = pass ] || cat log >&2
rm -f log
