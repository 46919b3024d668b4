# Traps of a POSIX shell. Sourced with SH set to the words that start the
# shell under test; what it prints is compared, not judged.
exec 2>&1
ulimit -c 0
step() { echo "-- $*"; }
b() { $SH -c "$@" >out.txt 2>&1; sed 's/[0-9][0-9][0-9]* \(Terminated\|Killed\|Hangup\)/PID \1/; s/^\[[0-9]*\]  *[0-9][0-9]*$/[J] PID/' out.txt; rm out.txt; }

step 1 kill -l
b 'kill -l; kill -l 15; kill -l 137'
step 2 TERM, INT, USR1
b 'trap "echo term" TERM; trap "echo int" INT; trap "echo usr1" USR1; kill -TERM $$; kill -INT $$; kill -USR1 $$; echo end'
step 3 EXIT
b 'trap "echo bye" EXIT; exit 3'
b 'trap "echo bye" 0; kill -TERM $$; echo never'
b 'trap "echo bye" 0; trap "exit 7" TERM; kill -TERM $$; echo never'
step 4 status
for s in HUP INT QUIT ABRT KILL USR1 SEGV PIPE ALRM TERM; do $SH -c "kill -$s \$\$; sleep 1" >/dev/null 2>&1; echo "$s $?"; done
step 5 trap prints
b 'trap "" INT; trap "echo x" TERM; trap; (trap)'
step 6 ignored is inherited
b 'trap "" INT; '"$SH"' -c "kill -INT \$\$; echo survived"'
(trap '' USR1; b 'trap "echo no" USR1; kill -USR1 $$; echo survived')
step 7 subshell
b 'trap "echo parent" TERM; (trap "echo child" TERM; kill -TERM $$; echo on); echo end'
b 'trap "echo outer" EXIT; (trap "echo inner" EXIT; exit 2); echo $?'
step 8 wait interrupted
# Whether a shell tells of the two that are killed is a race, natively too.
b 'trap "n=1" USR1; sleep 100 & p=$!; (while kill -USR1 $$; do sleep 0.05; done) & q=$!; wait $p; echo $? $n; exec 2>/dev/null; kill -9 $q; trap "" USR1; kill $p; wait $p; echo $?'
step 9 wait
b '(exit 7) & a=$!; (exit 8) & c=$!; wait $a; echo $?; wait $c; echo $?; sh -c "kill -9 \$\$" & wait $!; echo $?'
step 10 trap after the foreground child
b 'trap "echo late" TERM; perl -e "kill 15, getppid; select undef,undef,undef,0.1"; echo after'
step 11 many at once
# All at once: one after the other, it may see some before the rest. A tracer's
# stops are "t" too, but short: it has stopped if it is seen so five times.
b 'for s in USR1 USR2 HUP TERM ALRM; do trap "echo $s" $s; done; perl -e "\$p = getppid; kill STOP, \$p; while (\$n < 5) { open F, \"/proc/\$p/stat\"; \$n = <F> =~ /\) t /i ? \$n + 1 : 0; select undef, undef, undef, 0.02 } kill \$_, \$p for qw(TERM ALRM USR2 USR1 HUP CONT)"; echo after'
step 12 nested
b 'trap "echo a1; kill -USR2 \$\$; echo a2" USR1; trap "echo b" USR2; kill -USR1 $$; echo end'
step 13 resets itself
b 'trap "echo once; trap - USR1; kill -USR1 \$\$" USR1; kill -USR1 $$; echo never'
step 14 pipe
b 'yes | head -n 1; (trap "" PIPE; yes 2>/dev/null; echo $? >s) | head -n 1; cat s; rm s'
step 15 background ignores INT
b 'perl -e "print \"\$SIG{INT} \$SIG{QUIT}\n\"" & wait'
step 16 exec
b 'trap "" USR1; trap "echo t" USR2; exec perl -e "print \"\$SIG{USR1} \$SIG{USR2}|\n\""'
step 17 read
b 'trap "echo usr1" USR1; (kill -USR1 $$; exec sleep 0.2; ) | { read x; echo "read $?"; }; echo end'
step 18 kill errors
b 'kill -NOSUCH $$; kill -0 $$; echo $?'
step 19 ulimit
b 'ulimit -t 1; while :; do :; done'
step 20 set -e
b 'set -e; trap "echo exit" EXIT; false; echo no'
