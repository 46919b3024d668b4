// Go's runtime and signals: os/signal, preemption of tight loops, faults
// turned into panics, children, garbage collection under signals.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	what := "all"
	if len(os.Args) > 1 {
		what = os.Args[1]
	}
	switch what {
	case "notify":
		notify()
	case "preempt":
		preempt()
	case "faults":
		faults()
	case "children":
		children()
	case "load":
		load()
	case "wait":
		fmt.Println("ready")
		select {}
	case "sleep":
		fmt.Println("ready")
		time.Sleep(time.Minute)
	case "nil":
		fmt.Println("before")
		var p *int
		*p = 1
	case "ctx":
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		fmt.Println("ready")
		<-ctx.Done()
		fmt.Println("done", ctx.Err())
		os.Exit(9)
	}
}

func notify() {
	c := make(chan os.Signal, 100)
	signal.Notify(c)
	for s := syscall.Signal(1); s <= 64; s++ {
		switch s {
		case syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGURG, 32, 33, 34,
			syscall.SIGPROF, syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU, syscall.SIGCHLD:
			continue
		}
		if err := syscall.Kill(os.Getpid(), s); err != nil {
			fmt.Println("kill", s, err)
		}
		for {
			g := <-c
			if g == syscall.SIGURG || g == syscall.SIGCHLD {
				continue // the runtime's own
			}
			fmt.Print(int(g.(syscall.Signal)), " ")
			break
		}
	}
	fmt.Println()
	signal.Stop(c)
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT)
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	syscall.Kill(os.Getpid(), syscall.SIGINT)
	fmt.Println("ignored", signal.Ignored(syscall.SIGTERM), signal.Ignored(syscall.SIGHUP))
	out, _ := exec.Command("perl", "-e", `print "$SIG{TERM} $SIG{INT}"`).Output()
	fmt.Println("child inherits:", string(out))
	signal.Reset()
	d := make(chan os.Signal, 1)
	signal.Notify(d, syscall.SIGUSR1)
	var n int32
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { defer wg.Done(); for i := 0; i < 50; i++ { <-d; atomic.AddInt32(&n, 1) } }()
	for i := int32(0); i < 50; i++ {
		syscall.Kill(os.Getpid(), syscall.SIGUSR1)
		for atomic.LoadInt32(&n) <= i {
			runtime.Gosched()
		}
	}
	wg.Wait()
	fmt.Println("usr1", n)
	signal.Reset(syscall.SIGUSR1)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1) // nothing happens: Go has no default action for it
	syscall.Kill(os.Getpid(), syscall.SIGTERM) // nor here: Reset does not undo Ignore
	time.Sleep(20 * time.Millisecond)
}

var sink int64

//go:noinline
func spin(stop *int64) (n int64) {
	for {
		n++
		if n&0xffff == 0 && *(*int64)(stop) != 0 { // no call: only a signal can preempt it
			return
		}
	}
}

func preempt() {
	runtime.GOMAXPROCS(2)
	var stop int64
	var wg sync.WaitGroup
	for i := 0; i < 6; i++ {
		wg.Add(1)
		go func() { defer wg.Done(); atomic.AddInt64(&sink, spin(&stop)) }()
	}
	for i := 0; i < 5; i++ {
		runtime.GC() // has to stop the world, so to preempt every loop
	}
	fmt.Println("gc under tight loops")
	t := time.NewTicker(2 * time.Millisecond)
	for i := 0; i < 10; i++ {
		<-t.C
	}
	fmt.Println("ticks under tight loops")
	atomic.StoreInt64(&stop, 1)
	wg.Wait()
	fmt.Println("loops ended", sink > 0)
}

type big struct {
	pad [1 << 20]byte
	x   int
}

func try(name string, f func()) {
	defer func() {
		r := recover()
		var re runtime.Error
		if e, ok := r.(error); ok && errors.As(e, &re) {
			fmt.Println(name, "->", re)
		} else {
			fmt.Println(name, "->", r)
		}
	}()
	f()
}

//go:noinline
func div(a, b int) int { return a / b }

func faults() {
	var p *int
	var b *big
	var m map[string]int
	var f func()
	var i interface{ M() }
	for k := 0; k < 3; k++ {
		try("nil read", func() { fmt.Println(*p) })
		try("nil write", func() { *p = 1 })
		try("nil far", func() { b.x = 1 })
		try("nil map", func() { m["a"] = 1 })
		try("nil func", func() { f() })
		try("nil interface", func() { i.M() })
		try("divide", func() { fmt.Println(div(1, k*0)) })
	}
	debug.SetPanicOnFault(true)
	mem, _ := syscall.Mmap(-1, 0, 8192, syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	try("read-only page", func() { mem[5] = 1 })
	syscall.Mprotect(mem, syscall.PROT_NONE)
	try("no access", func() { fmt.Println(mem[6]) })
	file, _ := os.CreateTemp(".", "m")
	file.Truncate(8192)
	fm, _ := syscall.Mmap(int(file.Fd()), 0, 8192, syscall.PROT_READ, syscall.MAP_SHARED)
	file.Truncate(0)
	os.Remove(file.Name())
	try("beyond the file", func() { fmt.Println(fm[4097]) })
	n := 0
	for k := 0; k < 20000; k++ {
		func() {
			defer func() { recover(); n++ }()
			*p = k
		}()
	}
	fmt.Println("recovered", n)
	var wg sync.WaitGroup
	var total int32
	for g := 0; g < 8; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := 0; k < 500; k++ {
				func() {
					defer func() { recover(); atomic.AddInt32(&total, 1) }()
					var q *big
					q.x = k
				}()
			}
		}()
	}
	wg.Wait()
	fmt.Println("recovered in goroutines", total)
}

func state(err error) string {
	if err == nil {
		return "ok"
	}
	return strings.Replace(err.Error(), "signal: ", "died of ", 1)
}

func children() {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	fmt.Println("timeout", state(exec.CommandContext(ctx, "sleep", "60").Run()), ctx.Err())
	for _, s := range []syscall.Signal{1, 2, 9, 10, 15, 64} {
		c := exec.Command("sleep", "60")
		c.Start()
		c.Process.Signal(s)
		c.Wait()
		ws := c.ProcessState.Sys().(syscall.WaitStatus)
		fmt.Println("signal", int(s), ws.Signaled(), int(ws.Signal()))
	}
	var wg sync.WaitGroup
	codes := make([]int, 30)
	for i := range codes {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			c := exec.Command("sh", "-c", fmt.Sprintf("exit %d", i))
			c.Run()
			codes[i] = c.ProcessState.ExitCode()
		}(i)
	}
	wg.Wait()
	fmt.Println(codes)
	c := exec.Command("sh", "-c", "trap 'echo got term; exit 4' TERM; echo ready; while :; do sleep 0.02; done")
	out, _ := c.StdoutPipe()
	c.Start()
	buf := make([]byte, 100)
	n, _ := out.Read(buf)
	c.Process.Signal(syscall.SIGTERM)
	k, _ := out.Read(buf[n:])
	fmt.Printf("%q %v\n", buf[:n+k], state(c.Wait()))
	fmt.Println("after the end:", c.Process.Signal(syscall.SIGTERM))
	g := exec.Command("sh", "-c", "sleep 60 & sleep 60 & wait")
	g.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	g.Start()
	syscall.Kill(-g.Process.Pid, syscall.SIGTERM)
	fmt.Println("group", state(g.Wait()))
	r, w, _ := os.Pipe()
	r.Close()
	_, err := w.Write([]byte("x"))
	fmt.Println("pipe", err)
	x := exec.Command("perl", "-MPOSIX", "-e", `my $m = POSIX::SigSet->new; sigprocmask(SIG_BLOCK, undef, $m); print join(" ", grep { $m->ismember($_) } 1..64), "|", join " ", grep { ($SIG{$_} // "") eq "IGNORE" && $_ ne "FPE" } keys %SIG`)
	o, _ := x.Output()
	fmt.Println("mask and ignored of a child:", string(o))
}

func load() {
	c := make(chan os.Signal, 1000)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGUSR2)
	var wg sync.WaitGroup
	var sum int64
	for g := 0; g < 1000; g++ {
		wg.Add(1)
		go func(g int) {
			defer wg.Done()
			var keep [][]byte
			for k := 0; k < 20; k++ {
				keep = append(keep, make([]byte, 1000+k))
				if k%5 == 0 {
					time.Sleep(time.Microsecond)
				}
			}
			atomic.AddInt64(&sum, int64(len(keep)))
		}(g)
	}
	done := make(chan int)
	go func() {
		for i := 0; i < 200; i++ {
			syscall.Kill(os.Getpid(), syscall.SIGUSR1)
			runtime.Gosched()
			if i%40 == 0 {
				runtime.GC()
			}
		}
		syscall.Kill(os.Getpid(), syscall.SIGUSR2)
		done <- 1
	}()
	<-done
	wg.Wait()
	var kinds []string
	seen := map[string]bool{}
	for !seen["user defined signal 2"] {
		s := (<-c).String()
		if !seen[s] {
			seen[s] = true
			kinds = append(kinds, s)
		}
	}
	sort.Strings(kinds)
	fmt.Println("load", sum, kinds)
	// Threads locked and parked in blocking calls.
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			runtime.LockOSThread()
			ts := syscall.NsecToTimespec(5e6)
			for syscall.Nanosleep(&ts, &ts) == syscall.EINTR {
			}
		}()
	}
	for i := 0; i < 100; i++ {
		syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	}
	wg.Wait()
	fmt.Println("threads ended")
}
