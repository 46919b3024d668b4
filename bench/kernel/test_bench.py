# SPDX-License-Identifier: MIT
"""bench/kernel: the archive, what is read of the output, the program.

BENCH=out/bench/kernel/bench python3 bench/kernel/test_bench.py
"""
import os
import shutil
import subprocess
import tempfile
import unittest

import cpio
import results

BENCH = os.path.abspath(os.environ.get("BENCH", "out/bench/kernel/bench"))
GOOD = """start count\r
checked avx 1 bad 0\r
count getppid n 1001 min 324 median 324 max 900\r
[    1.2] a kernel's own line\r
count self n 1001 min 1400 median 1499 max 4000\r
count mask n 1001 min 420 median 420 max 420\r
latency user n 500 min 10 p50 20 p90 30 p99 40 max 50 same-cpu 3\r
end 0\r
"""


def read(data):
    """{name: (mode, content)} of a newc archive, by its definition."""
    out, at = {}, 0
    while True:
        assert data[at:at + 6] == b"070701", data[at:at + 6]
        f = [int(data[at + 6 + 8 * i:at + 14 + 8 * i], 16)
             for i in range(13)]
        size, name_bytes = f[6], f[11]
        name = data[at + 110:at + 110 + name_bytes - 1].decode()
        at = (at + 110 + name_bytes + 3) // 4 * 4
        if name == "TRAILER!!!":
            return out
        out[name] = (f[1], data[at:at + size])
        at = (at + size + 3) // 4 * 4


class Archive(unittest.TestCase):
    """cpio.py"""

    FILES = {"init": b"x" * 5, "a/b/c": b"", "a/b/dd": b"yz" * 1000}

    def test_content(self):
        got = read(cpio.archive(self.FILES))
        self.assertEqual(list(got), ["init", "a", "a/b", "a/b/c", "a/b/dd"])
        for name, content in self.FILES.items():
            self.assertEqual(got[name], (0o100755, content))
        self.assertEqual(got["a/b"], (0o040755, b""))

    def test_inodes_differ(self):
        data = cpio.archive(self.FILES)
        numbers = [data[i + 6:i + 14] for i in range(0, len(data), 4)
                   if data[i:i + 6] == b"070701"]
        self.assertEqual(len(numbers), 6)
        self.assertEqual(len(set(numbers)), 6)

    @unittest.skipUnless(shutil.which("cpio"), "no cpio")
    def test_other_reader(self):
        with tempfile.TemporaryDirectory() as where:
            subprocess.run(["cpio", "-id", "--quiet"], cwd=where, check=True,
                           input=cpio.archive(self.FILES))
            for name, content in self.FILES.items():
                with open(f"{where}/{name}", "rb") as file:
                    self.assertEqual(file.read(), content)


class Output(unittest.TestCase):
    """results.py"""

    def test_good(self):
        got = results.Result(GOOD)
        self.assertEqual(got.bad, [])
        self.assertTrue(got.is_checked)
        self.assertEqual(got.counts["getppid"], {
            "n": 1001, "min": 324, "median": 324, "max": 900})
        self.assertEqual(got.latencies["user"]["p99"], 40)

    def test_no_end(self):
        got = results.Result(GOOD.replace("end 0", "panic: no stack"))
        self.assertEqual(len(got.bad), 1)
        self.assertIn("panic: no stack", got.bad[0])
        self.assertIn("nothing", results.Result("").bad[0])

    def test_bad(self):
        got = results.Result("bad self\r\nend 1\r\n")
        self.assertEqual(got.bad, ["self"])
        self.assertEqual(results.Result("end 2").bad, ["end 2"])

    def test_count_table(self):
        ours = results.Result(GOOD)
        linux = results.Result(GOOD.replace("1400 median 1499",
                                            "2998 median 2998"))
        rows = {name: line for (name, _, _), line in zip(
            results.COUNTS, results.count_table(linux, ours)[1:])}
        self.assertRegex(rows["self"],
                         r" 2,998 +1,400 \(1,499\) +0\.50  under 1,500$")
        self.assertRegex(rows["mask"], r"1\.00  under 400: missed$")
        self.assertRegex(rows["getppid"], r"324 +324 +1\.00  -$")
        self.assertRegex(rows["queue"], r"- +- +-  under 1,000$")
        rows = results.count_table(None, ours)
        self.assertRegex(rows[1], r"getppid +- +324 +-  -$")

    def test_latency_table(self):
        lines = results.latency_table({"Linux": results.Result(GOOD),
                                       "ours": None})
        self.assertRegex(lines[1], r"user mode +Linux +10 +20 +30 +40 +50  3 "
                                   r"of 500 on the same CPU$")
        self.assertRegex(lines[2], r"ours +- +- +- +- +-$")


class Program(unittest.TestCase):
    """The benchmark on the kernel that is here."""

    def run_part(self, *args):
        done = subprocess.run([BENCH, *args], capture_output=True, text=True,
                              timeout=120, check=False)
        return done.returncode, results.Result(done.stdout)

    def test_count(self):
        status, got = self.run_part("count")
        self.assertEqual((status, got.bad), (0, []))
        self.assertTrue(got.is_checked)
        self.assertEqual(set(got.counts) - {"nothing"},
                         {name for name, _, _ in results.COUNTS})
        for row in got.counts.values():
            self.assertLessEqual(row["min"], row["median"])
            self.assertLessEqual(row["median"], row["max"])

    @unittest.skipIf(len(os.sched_getaffinity(0)) < 2, "one CPU")
    def test_latency(self):
        status, got = self.run_part("latency")
        self.assertEqual((status, got.bad), (0, []))
        self.assertEqual(set(got.latencies),
                         {name for name, _ in results.LATENCIES})

    def test_usage(self):
        status, got = self.run_part("nonsense")
        self.assertEqual(status, 1)
        self.assertIn("usage", got.bad[0])

    def test_check(self):
        status, got = self.run_part("check")
        self.assertEqual((status, got.bad), (0, []))


if __name__ == "__main__":
    unittest.main()
