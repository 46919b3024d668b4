#!/usr/bin/python3
"""Job control of an interactive shell on a terminal.

shell_pty.py KIND: bash, dash, zsh or ash. What a shell does not have is left
out by kind; what it prints is compared, not judged.
"""
import os
import signal
import sys
sys.dont_write_bytecode = True
from ptydrive import Pty, take_job, log_pid, parent_waits, read_log

KIND = sys.argv[1]
ARGV = {
    "bash": ["bash", "--norc", "--noprofile", "--noediting", "-i"],
    "dash": ["dash", "-i"],
    "zsh": ["zsh", "-f", "-i", "+o", "zle", "+o", "promptsp", "+o", "promptcr", "+o", "notify"],
    "ash": ["busybox", "ash", "-i"],
}[KIND]
BASH = KIND == "bash"
ZSH = KIND == "zsh"
STOPPED = r"[Ss]topped|suspended"


def session(title):
    print("== " + title)
    for n in os.listdir("."):
        if n.endswith(".log"):
            os.unlink(n)
    p = Pty(ARGV, echo=KIND == "ash")
    p.expect("@P@ ")
    return p


def leave(p, text="exit"):
    p.start(text)
    p.end()


def tell(p, name, sig):
    """From outside, to a job, and wait for its end."""
    print("outside: kill -%s %s" % (sig.name, name))
    os.kill(log_pid(name), sig)
    p.ended(name)


def resume(p, *names):
    """A stopped job for the second time: by bg and then fg."""
    if KIND == "ash":   # busybox at its prompt now and then trips over a job that continues
        p.start("fg")
    else:
        p.cmd("bg")
    for n in names:
        p.log(n, "CONT", 2)
    if KIND != "ash":
        p.cmd("jobs")
        p.start("fg")
        p.foreground(names[0])


take_job()

p = session("foreground: interrupt, quit, terminate")
p.cmd("echo hello")
p.start("./job a"); p.log("a", "ready"); p.key("^C"); p.back()
p.cmd("echo status $?")
p.start("./job b"); p.log("b", "ready"); p.key("^\\"); p.back()
p.cmd("echo status $?")
p.start("./job c INT QUIT TERM"); p.log("c", "ready")
p.key("^C"); p.log("c", "INT")
p.key("^\\"); p.log("c", "QUIT")
p.key("^C"); p.log("c", "INT", 2)
os.kill(log_pid("c"), 15); p.back()
p.cmd("echo status $?")
p.cmd("sh -c 'kill -9 $$'")
p.cmd("echo status $?")
p.cmd("sh -c 'kill -SEGV $$'")
p.cmd("echo status $?")
p.start("while :; do ./job l; done"); p.log("l", "ready"); parent_waits(log_pid("l")); p.key("^C"); p.back()
p.cmd("echo status $?")
p.start("(./job m; echo after)"); p.log("m", "ready"); parent_waits(log_pid("m")); p.key("^C"); p.back()
p.cmd("echo status $?")
leave(p, "exit 5")

p = session("keys at the prompt")
if not ZSH:
    p.key("^C"); p.back()
    p.cmd("echo status $?")
p.key("^\\")
p.cmd("echo after quit")
p.key("^Z")
p.cmd("echo after stop")
if not ZSH:
    p.send("echo never run"); p.key("^C"); p.back()
    p.cmd("echo status $?")
p.key("^D")
p.end()

p = session("stop and continue")
p.start("./job a"); p.log("a", "ready"); p.key("^Z"); p.back()
p.cmd("echo status $?")
p.cmd("jobs")
p.start("fg"); p.log("a", "CONT"); p.key("^Z"); p.back()
p.cmd("jobs")
resume(p, "a"); p.key("^C"); p.back()
p.cmd("echo status $?")
p.cmd("jobs")
p.start("(./job s; echo after $?)"); p.log("s", "ready"); parent_waits(log_pid("s")); p.key("^Z"); p.back()
p.start("fg"); p.log("s", "CONT"); p.key("^C"); p.back()
p.cmd("echo status $?")
leave(p)

p = session("several jobs")
p.cmd("./job a &"); p.log("a", "ready")
p.cmd("./job b &"); p.log("b", "ready")
p.start("./job c"); p.log("c", "ready"); p.key("^Z"); p.back()
p.cmd("jobs")
if KIND != "ash":
    p.silent("kill -STOP %1"); print("$ kill -STOP %1")
    p.poll("jobs", r"(?m)^\[1\].*(" + STOPPED + ")")
    p.cmd("kill -CONT %1"); p.log("a", "CONT")
    p.cmd("bg %3"); p.log("c", "CONT")
if ZSH:     # may have forgotten it by then, or not yet heard of it
    p.silent("kill %2"); p.ended("b"); p.poll("jobs", r"(?s)\A(?!.*\[2\])")
elif BASH:
    p.cmd("kill %2; wait %2; echo status $?"); p.ended("b")
else:   # natively, its wait is without the word "Terminated" 1 time in 300
    p.cmd("kill %2; wait %2 2>/dev/null; echo status $?"); p.ended("b")
p.cmd("jobs")
tell(p, "a", signal.SIGINT)
# Told at a prompt, the first one or a later: its end was seen from outside.
p.poll("echo next", r"(?im)^\[1\].*interrupt.*$", show=True)
p.start("fg %3"); p.log("c", "CONT"); p.foreground("c"); p.key("^\\"); p.back()
p.cmd("echo status $?")
p.cmd("jobs")
p.cmd("./job d &"); p.log("d", "ready")
if ZSH:     # tells of it before the status if it has heard of it by then
    p.silent("kill -INT $!"); p.ended("d"); p.poll("jobs", r"(?s)\A(?!.*\[1\])")
    p.cmd("wait $!; echo status $?")
else:
    p.cmd("kill -INT $!; wait $!; echo status $?")
p.cmd("kill -0 %7; echo status $?")
leave(p)

p = session("pipelines")
p.start("./job a | ./job b | ./job c"); p.log("a", "ready"); p.log("b", "ready"); p.log("c", "ready")
p.key("^Z"); p.back()
p.cmd("echo status $?")
p.cmd("jobs")
p.start("fg"); p.log("a", "CONT"); p.log("b", "CONT"); p.log("c", "CONT")
p.key("^Z"); p.back()
resume(p, "a", "b", "c"); p.key("^C"); p.back()
p.cmd("echo status $?")
p.ended("a"); p.ended("b"); p.ended("c")
p.start("./job d INT | ./job e"); p.log("d", "ready"); p.log("e", "ready")
p.key("^C"); p.log("d", "INT"); p.ended("e")
p.key("^\\"); p.back()
p.cmd("echo status $?")
p.start("true | ./job f | ./job g"); p.log("f", "ready"); p.log("g", "ready"); p.key("^Z"); p.back()
p.start("fg"); p.log("f", "CONT"); p.log("g", "CONT"); p.key("^C"); p.back()
p.cmd("echo status $?")
leave(p)

p = session("background terminal access")
p.cmd("./job a +read &"); p.log("a", "ready")
p.poll("jobs", STOPPED)
p.start("fg"); p.log("a", "CONT"); p.send("typed\n"); p.log("a", "line")
p.back()
print("log: " + [x for x in read_log("a") if x.startswith("line")][0])
p.cmd("echo status $?")
p.cmd("stty tostop")
p.cmd("./job b +write &"); p.log("b", "ready")
p.poll("jobs", STOPPED)
p.start("fg"); p.back()
p.cmd("echo status $?")
p.log("b", "written"); p.ended("b")
p.cmd("stty -tostop")
leave(p)

p = session("ignored signals are inherited")
p.cmd("trap '' INT")
p.start("./job a QUIT"); p.log("a", "ready"); p.key("^C"); p.key("^\\"); p.log("a", "QUIT")
p.key("^Z"); p.back()
p.cmd("kill -USR1 %1")
if ZSH:     # its kill continues a stopped job by itself
    p.ended("a")
else:
    p.start("fg"); p.back()
p.cmd("echo status $?")
p.cmd("trap - INT")
p.start("./job b QUIT"); p.log("b", "ready"); p.key("^C"); p.back()
p.cmd("echo status $?")
p.cmd("trap 'echo trapped' USR1")
p.cmd("kill -USR1 $$; echo after")
p.cmd("trap 'echo leaving' EXIT")
leave(p)

p = session("exit with stopped jobs")
p.cmd("./job a HUP TERM &"); p.log("a", "ready")
p.start("./job b HUP TERM"); p.log("b", "ready"); p.key("^Z"); p.back()
p.start("./job c"); p.log("c", "ready"); p.key("^Z"); p.back()
p.start("exit"); p.back()
leave(p)
p.ended("b"); p.ended("c")
if ZSH:
    p.ended("a")
else:
    tell(p, "a", signal.SIGTERM)
for n in "ab":
    print("log", n, [x for x in read_log(n) if x in ("HUP", "TERM")])

p = session("hang-up of the terminal")
p.cmd("./job a HUP &"); p.log("a", "ready")
p.start("./job b HUP"); p.log("b", "ready"); p.key("^Z"); p.back()
p.start("./job c"); p.log("c", "ready"); p.key("^Z"); p.back()
p.start("./job d HUP"); p.log("d", "ready")
p.hang_up()
p.ended("d"); p.ended("c"); p.ended("b")
if KIND in ("dash", "ash"):
    tell(p, "a", signal.SIGTERM)
p.ended("a")
for n in "ad":     # b: HUP or TERM, as it comes
    print("log", n, [x for x in read_log(n) if x in ("HUP", "TERM")])

if BASH:
    p = session("bash: disown")
    p.cmd("./job a HUP &"); p.log("a", "ready")
    p.cmd("./job b HUP &"); p.log("b", "ready")
    p.cmd("./job c HUP &"); p.log("c", "ready")
    p.cmd("jobs")
    p.cmd("disown %1")
    p.cmd("disown -h %2")
    p.cmd("jobs")
    os.kill(p.pid, signal.SIGHUP)
    p.end()
    p.ended("c")
    tell(p, "a", signal.SIGTERM)
    tell(p, "b", signal.SIGTERM)

    p = session("bash: coproc, wait -n, suspend, read")
    p.cmd("coproc CP { while read x; do echo \"got $x\"; done; }")
    p.cmd("echo one >&${CP[1]}; read -u ${CP[0]} y; echo \"$y\"")
    p.cmd("kill %1; wait %1; echo status $?")
    p.cmd("./job a & ./job b &"); p.log("a", "ready"); p.log("b", "ready")
    p.start("wait -n; echo status $?"); os.kill(log_pid("b"), 15); p.back()
    p.start("echo waiting; wait; echo status $?"); p.expect("waiting\r\n"); p.key("^C"); p.back()
    p.cmd("echo status $?")
    p.cmd("kill -9 %?job; wait %?job; jobs")
    p.start("read -p 'rp> ' x; echo \"read $? $x\""); p.expect("rp> "); p.key("^C"); p.back()
    p.cmd("echo status $?")
    p.cmd("trap 'echo got int' INT")
    p.start("read -p 'rp> ' x; echo \"read $? $x\""); p.expect("rp> "); p.key("^C")
    p.send("abc\n"); p.back()
    p.cmd("trap - INT")
    p.cmd("bash --norc --noprofile --noediting -i")
    p.cmd("echo level $SHLVL")
    p.start("suspend"); p.back()
    p.cmd("jobs")
    p.start("fg"); p.back()
    p.start("./job n"); p.log("n", "ready"); p.key("^Z"); p.back()
    p.cmd("jobs")
    p.start("exit 9"); p.back()
    p.ended("n")
    p.cmd("echo status $?")
    p.cmd("set +m")
    p.start("./job o"); p.log("o", "ready"); p.key("^C"); p.back()
    p.cmd("echo status $?")
    leave(p)
