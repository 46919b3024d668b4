# What `make demo` traces: each step shows one thing that happens to signals.

# Handled: bash's trap runs.
trap 'echo "bash: trap for SIGUSR1"' USR1
kill -USR1 $$

# Restarted: sleep ends while bash reads the pipe; the read goes on.
(sleep 0.3; echo "some data") | {
	sleep 0.1 &
	read -r line
	echo "bash: read \"$line\""
	wait
}

# Blocked, coalesced, then delivered: two signals, one handler run.
perl -MPOSIX -e '
	$SIG{USR2} = sub { print "perl: handler for SIGUSR2\n" };
	my $set = POSIX::SigSet->new(SIGUSR2);
	sigprocmask(SIG_BLOCK, $set);
	kill USR2 => $$;
	kill USR2 => $$;
	sigprocmask(SIG_UNBLOCK, $set);
'
