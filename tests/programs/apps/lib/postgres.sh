#!/bin/bash
# The work of postgres.case; needs a user that is not root.
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
[ -n "$bin" ] || { echo "no postgresql"; exit 0; }
PATH=$bin:$PATH
ulimit -c 0
d=$(mktemp -d /tmp/pgXXXXXX); cd "$d" || exit 1
unset PGHOST PGPORT PGDATABASE PGUSER
export LC_ALL=C PGTZ=UTC
initdb -D data -U u -A trust -N --no-instructions >/dev/null 2>err; echo "initdb $?"
cat >>data/postgresql.conf <<END
listen_addresses = ''
unix_socket_directories = '$d'
fsync = off
shared_buffers = 16MB
max_connections = 20
logging_collector = off
work_mem = 4MB
END
ctl() { pg_ctl -D data -l log -w -s "$@" >/dev/null 2>>err; echo "pg_ctl $* $?"; }
q() { psql -X -q -A -t -h "$d" -U u -d postgres -v VERBOSITY=terse -c "$1" 2>&1; }
until_true() { for ((i = 0; i < 1000; i++)); do eval "$1" && { echo "# ${2:-$1}"; return; }; sleep 0.02; done; echo "!! ${2:-$1}"; tail log; }
ctl start
pid() { head -n 1 data/postmaster.pid; }
q "create table t as select i, i % 7 as m from generate_series(1, 200000) i"
q "analyze t"
q "select count(*), sum(i) from t"
q "set max_parallel_workers_per_gather = 2; set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0; explain (costs off) select m, sum(i) from t group by m" | grep -c 'Gather'
q "set max_parallel_workers_per_gather = 2; set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0; select m, sum(i) from t group by m order by m"
# HUP
echo "work_mem = 5MB" >>data/postgresql.conf; kill -HUP "$(pid)"
until_true '[ "$(q "show work_mem")" = 5MB ]' "work_mem is 5MB"
# INT to a backend cancels its query
backend() { q "select pid from pg_stat_activity where query like 'select pg_sleep(6%' and state = 'active'"; }
q "select pg_sleep(60)" >slow & s=$!
until_true '[ -n "$(backend)" ]' "sleeping"
kill -INT "$(backend)"; wait $s; cat slow
q "select pg_sleep(60)" >slow & s=$!
until_true '[ -n "$(backend)" ]' "sleeping"
q "select pg_cancel_backend($(backend))"; wait $s; cat slow
q "select pg_sleep(60)" >slow & s=$!
until_true '[ -n "$(backend)" ]' "sleeping"
kill -TERM "$(backend)"; wait $s; sed 's/^psql:.*: //' slow | head -n 1
q "set statement_timeout = 50; select pg_sleep(60)"
q "set lock_timeout = 50; begin; lock t; commit"
# psql's own INT
psql -X -q -A -t -h "$d" -U u -d postgres -v VERBOSITY=terse -c "select pg_sleep(60)" >slow 2>&1 & s=$!
until_true '[ -n "$(backend)" ]' "sleeping"
kill -INT $s 2>/dev/null; kill -TERM $s; wait $s 2>/dev/null; echo "psql ended"
until_true 'q "select pg_terminate_backend(pid) from pg_stat_activity where query like '"'select pg_sleep(6%'"'" >/dev/null; [ -z "$(backend)" ]' "backend ended"
q "do \$\$ begin perform pg_notify('c', 'x'); end \$\$; listen c; notify c, 'payload'" | sed 's/PID [0-9]*/PID N/'
# KILL of a backend: all are restarted, the data is there
q "select pg_sleep(60)" >slow 2>&1 & s=$!
until_true '[ -n "$(backend)" ]' "sleeping"
kill -KILL "$(backend)"; wait $s
until_true 'q "select 1" | grep -qx 1' "recovered"
q "select count(*) from t"
grep -o 'was terminated by signal [0-9]*' log
ctl restart -m fast
q "select sum(i) from t"
ctl stop -m smart
ctl start
q "create index on t (i); vacuum t; select i from t where i = 777"
kill -INT "$(pid)"; until_true '[ ! -e data/postmaster.pid ]' "fast shutdown by INT"
ctl start
ctl stop -m immediate
grep -o 'received [a-z]* shutdown request\|received SIGHUP.*' log | sort | uniq -c | tr -s ' '
cd /; rm -rf "$d"
