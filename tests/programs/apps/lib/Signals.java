import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import sun.misc.Signal;

/** The JVM and signals: implicit null checks, stack banging, safepoints, hooks, children. */
public class Signals {
    static class Node { int value; Node next; }
    static long sum;

    static int get(Node n) { return n.value; }          // compiled: a load, its fault is the check
    static int deep(int n) { return n == -1 ? 0 : deep(n + 1) + 1; }
    static int divide(int a, int b) { return a / b; }

    static void nulls() {
        Node n = new Node();
        n.value = 1;
        for (int i = 0; i < 200_000; i++) sum += get(n);    // hot, never null: no test is compiled in
        long caught = 0, frames = 0;
        for (int i = 0; i < 100_000; i++) {
            try {
                sum += get(i % 1000 == 0 ? null : n);
            } catch (NullPointerException e) {
                caught++;
            }
        }
        System.out.println("null checks " + caught);
        caught = 0;
        for (int i = 0; i < 100_000; i++) {
            try {
                sum += divide(i, i % 100);
            } catch (ArithmeticException e) {
                caught++;
            }
        }
        System.out.println("divisions " + caught);
        caught = 0;
        for (int i = 0; i < 5; i++) {
            try {
                sum += deep(0);
            } catch (StackOverflowError e) {
                caught++;
            }
        }
        System.out.println("stack overflows " + caught);
    }

    static void threads() throws Exception {
        CountDownLatch done = new CountDownLatch(60);
        AtomicLong total = new AtomicLong();
        for (int t = 0; t < 60; t++) {
            new Thread(() -> {
                List<byte[]> keep = new ArrayList<>();
                long nulls = 0;
                for (int i = 0; i < 2000; i++) {
                    keep.add(new byte[500]);
                    if (keep.size() > 100) keep = new ArrayList<>();
                    try { get(i % 10 == 0 ? null : new Node()); } catch (NullPointerException e) { nulls++; }
                }
                total.addAndGet(nulls);
                done.countDown();
            }).start();
        }
        for (int i = 0; i < 5; i++) System.gc();
        done.await();
        System.out.println("threads " + total.get());
        Thread s = new Thread(() -> {
            try { Thread.sleep(60_000); } catch (InterruptedException e) { System.out.println("interrupted"); }
        });
        s.start();
        s.interrupt();
        s.join();
    }

    static void children() throws Exception {
        for (String sig : new String[] {"TERM", "KILL", "HUP", "RTMIN"}) {
            Process p = new ProcessBuilder("bash", "-c", "kill -" + sig + " $$; sleep 60").start();
            System.out.println("child " + sig + " " + p.waitFor());
        }
        Process p = new ProcessBuilder("sleep", "60").start();
        System.out.println(p.waitFor(50, TimeUnit.MILLISECONDS));
        p.destroy();
        System.out.println("destroyed " + p.waitFor());
        p = new ProcessBuilder("sleep", "60").start();
        p.destroyForcibly();
        System.out.println("destroyed " + p.waitFor());
        List<Process> many = new ArrayList<>();
        for (int i = 0; i < 10; i++) many.add(new ProcessBuilder("sh", "-c", "exit " + i).start());
        int n = 0;
        for (Process q : many) n += q.waitFor();
        System.out.println("many " + n);
    }

    static void handlers() throws Exception {
        for (String name : new String[] {"USR2", "HUP", "TERM", "INT", "ALRM", "WINCH"}) {
            CountDownLatch l = new CountDownLatch(3);
            Signal.handle(new Signal(name), s -> l.countDown());
            for (int i = 3; i > 0; i--) {
                Signal.raise(new Signal(name));
                while (l.getCount() >= i) Thread.sleep(1);
            }
            System.out.println("handler " + name);
        }
    }

    public static void main(String[] a) throws Exception {
        switch (a[0]) {
            case "all": nulls(); threads(); children(); handlers(); System.exit(0);
            case "wait":
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
                Thread t = new Thread(() -> { while (true) sum++; }, "busy one");
                t.setDaemon(true);
                t.start();
                System.out.println("ready");
                System.out.flush();
                Thread.sleep(120_000);
        }
    }
}
