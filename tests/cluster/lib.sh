# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the tests of docs/CLUSTER.md share: its scripts, a program, the verdicts.
# The scripts and commands are those of the manual, only with fewer points.

top=$(cd "$(dirname "$0")/../.." && pwd)
PATH=${OUT:-$top/out}:$PATH
export PATH
POINTS=320
passed=0 failed=0

# The code block of the manual that is marked "# NAME:", on fewer points.
block() {
	awk -v mark="# $1:" '
		/^```/ { if (on && has) printf "%s", text
			on = !on; has = 0; text = ""; next }
		on { text = text $0 "\n"; if (index($0, mark) == 1) has = 1 }
	' "$top/docs/CLUSTER.md" | sed "s/-n 4000/-n $POINTS/"
}

check() { # NAME COMMAND...
	name=$1
	shift
	if "$@"; then
		echo "ok $name"
		passed=$((passed + 1))
	else
		echo "not ok $name"
		failed=$((failed + 1))
	fi
}

sum() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# A folder of our own, with the program and what one run finds in it.
set_up() {
	place=$(mktemp -d)
	cd "$place" || exit 1
	# parallel keeps files there.
	HOME=$place
	export HOME
	"${CC:-cc}" -O1 -Wl,-z,now -o prog "$top/tests/cli/explore_dir.c" ||
		exit 1
	# shellcheck disable=SC2094 # a name, not a file
	block explore-shard >explore-shard
	chmod +x explore-shard
	ksig explore -q -n "$POINTS" -o one -- ./prog >one.txt 2>&1
	ksig merge -o whole one >whole.txt 2>&1
	check "one run has findings" test -e whole/3
}

# Is what was merged in $1 what one run has found, byte for byte?
is_whole() {
	for f in whole/[0-9]*; do
		cmp "$f" "$1/${f#whole/}" || return 1
	done
	[ "$(ls whole)" = "$(ls "$1")" ]
}

# Wait until $@ succeeds, 100 s at most.
wait_for() {
	tries=1000
	until "$@" 2>/dev/null; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}

is_begun() {
	grep -q '"finished":false' found/*/session
}

# A shard says that it is begun before its first try: a moment later it has
# made some. It may be done by then.
is_midway() {
	is_begun && sleep 0.5 && is_begun
}

nr_finished() {
	grep -l '"finished":true' found/*/session 2>/dev/null | wc -l
}

again() {
	rm -rf found all log
}
