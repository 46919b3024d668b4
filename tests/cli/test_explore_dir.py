#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`ksig explore` in parts: shards and `ksig merge`, interruptions and --resume.

Usage: KSIG=out/ksig python3 tests/cli/test_explore_dir.py [Class.test ...]
"""
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

KSIG = os.path.abspath(os.environ.get("KSIG", "out/ksig"))
slow = unittest.skipUnless(os.environ.get("KSIG_ALL"), "make check-all")
CC = os.environ.get("CC", "cc")
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "explore_dir.c")
POINTS = 120
SHARDS = 3
SECONDS = 120
FOUND, CANNOT, NOTHING = 1, 2, 0


def setUpModule():
    global place, whole
    place = tempfile.mkdtemp(prefix="ksig-dir-")
    build()
    whole = explore("-n", str(POINTS), "-o", "whole", "--", "./bug")
    assert whole.returncode == FOUND, whole


def tearDownModule():
    shutil.rmtree(place)


def build(*flags):
    subprocess.run([CC, "-O1", "-Wl,-z,now", *flags, "-o", "bug", SOURCE],
                   cwd=place, check=True)


def ksig(*args):
    return subprocess.run([KSIG, *args], cwd=place, text=True, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=SECONDS)


def explore(*args):
    return ksig("explore", "-q", *args)


def load(path):
    with open(os.path.join(place, path), encoding="utf-8") as f:
        return json.load(f)


def session(path):
    return load(path + "/session")


def findings(path):
    """All that is told of each, but for the number that it has there."""
    names = [os.path.basename(p)
             for p in glob.glob(os.path.join(place, path, "[0-9]*"))]
    all_of_it = []
    for name in sorted(names, key=int):
        f = load(f"{path}/{name}")
        del f["id"]
        all_of_it.append(json.dumps(f))
    return sorted(all_of_it)


def tried(text):
    """(now, before) of the last line but "go on"."""
    m = re.search(r"^(\d+) points tried in [\d.]+ s(?:, (\d+) before)?, ",
                  text, re.M)
    return int(m.group(1)), int(m.group(2) or 0)


class Test(unittest.TestCase):
    def refused(self, r, *words):
        """One line says why."""
        self.assertEqual((r.returncode, r.stdout), (CANNOT, ""), r)
        lines = r.stderr.splitlines()
        self.assertTrue(lines[0].startswith("ksig"), r.stderr)
        for word in words:
            self.assertIn(word, lines[0])
        self.assertTrue(len(lines) == 1 or
                        (len(lines) == 2 and lines[1].startswith("Try ")) or
                        lines[1].startswith("ksig: "), r.stderr)


class Whole(Test):
    def test_what_there_is(self):
        """Else the comparisons below prove nothing."""
        verdicts = [json.loads(f)["verdict"] for f in findings("whole")]
        self.assertEqual(sorted(verdicts), ["deadlock", "eintr", "output"])
        self.assertEqual(tried(whole.stdout), (POINTS, 0))

    def test_merge_of_one(self):
        r = ksig("merge", "-o", "alone", "whole")
        self.assertEqual(r.returncode, FOUND, r)
        self.assertIn("1 exploration without --shard", r.stdout)
        self.assertEqual(findings("alone"), findings("whole"))

    def test_dir_is_taken(self):
        before = session("whole")
        self.refused(explore("-o", "whole", "--", "./bug"), "whole",
                     "--resume", "-o")
        self.refused(ksig("merge", "-o", "whole", "whole"), "whole", "-o")
        self.assertEqual(session("whole"), before)

    def test_nothing_left(self):
        """It is told once more, and the same."""
        shutil.copytree(place + "/whole", place + "/told")
        r = explore("--resume", "told")
        self.assertEqual(r.returncode, FOUND, r)
        self.assertEqual(tried(r.stdout), (0, POINTS))
        self.assertNotIn("go on", r.stdout)
        self.assertEqual(findings("told"), findings("whole"))

    def test_program_has_changed(self):
        shutil.copytree(place + "/whole", place + "/changed")
        build("-DLONGER")
        try:
            r = explore("--resume", "changed")
        finally:
            build()
        self.refused(r, "changed", "./bug", "anew")
        self.assertEqual(findings("changed"), findings("whole"))

    def test_damaged(self):
        os.mkdir(place + "/damaged")
        for text, word in (("", "no exploration"), ("{}", "anew")):
            with open(place + "/damaged/session", "w",
                      encoding="utf-8") as f:
                f.write(text)
            self.refused(explore("--resume", "damaged"), "damaged", word)
        s = session("whole")
        s["runs"][0][1] = POINTS + 1
        s["findings"] = []
        with open(place + "/damaged/session", "w", encoding="utf-8") as f:
            json.dump(s, f)
        self.refused(explore("--resume", "damaged"), "damaged")


class Shards(Test):
    @classmethod
    def setUpClass(cls):
        cls.runs = [explore("-n", str(POINTS), "--shard", f"{i}/{SHARDS}",
                            "-o", f"shard.{i}", "--", "./bug")
                    for i in range(1, SHARDS + 1)]

    def test_each_has_its_part(self):
        dones = []
        for i, r in enumerate(self.runs, 1):
            self.assertEqual(r.returncode, FOUND, r)
            self.assertIn(f"shard {i} of {SHARDS}", r.stderr)
            dones.append(session(f"shard.{i}")["done"])
            self.assertEqual(tried(r.stdout), (dones[-1], 0))
        self.assertEqual(dones, [40, 40, 40])

    def test_merge(self):
        """All shards are one run; the order in which they are named is
        none."""
        r = ksig("merge", "-o", "all", "shard.2", "shard.3", "shard.1")
        self.assertEqual(r.returncode, FOUND, r)
        self.assertIn("3 of 3 shards\n", r.stdout)
        self.assertIn(f"{POINTS} points tried, 3 findings", r.stdout)
        self.assertEqual(findings("all"), findings("whole"))
        self.assertEqual(ksig("merge", "-o", "all.2", "shard.1", "shard.2",
                              "shard.3").returncode, FOUND)
        for i in range(1, 4):
            self.assertEqual(load(f"all/{i}"), load(f"all.2/{i}"))
        r = ksig("replay", "all/1")
        self.assertEqual(r.returncode, 0, r)
        self.refused(ksig("merge", "all", "shard.1"), "all", "merged already")
        self.refused(explore("--resume", "all"), "all", "merged already")

    def test_missing(self):
        r = ksig("merge", "-o", "some", "shard.3")
        self.assertIn("1 of 3 shards; missing: 1, 2\n", r.stdout)

    def test_other_points(self):
        """Shards of two plans are joined, but it is said."""
        for i in (1, 2):
            r = explore("-n", str(i + 1), "--shard", f"{i}/2", "-o",
                        f"plan.{i}", "--", "./bug")
            self.assertEqual(session(f"plan.{i}")["done"], 1, r)
        r = ksig("merge", "-o", "plans", "plan.1", "plan.2")
        self.assertNotEqual(r.returncode, CANNOT)
        self.assertIn("have other points", r.stderr)
        self.assertIn("1 of 2 shards; missing: 2\n", r.stdout)

    @slow
    def test_what_a_shard_cannot_tell(self):
        """Two tries a shard: of one that differs nobody could say that it is
        rare, before all are there."""
        few, parts = 12, 6
        r = explore("-n", str(few), "-o", "few", "--", "./bug")
        self.assertIn("finding 2: eintr", r.stdout)
        text = ""
        for i in range(1, parts + 1):
            text += explore("-n", str(few), "--shard", f"{i}/{parts}", "-o",
                            f"few.{i}", "--", "./bug").stdout
        self.assertEqual(text.count(", 1 that only all shards can tell"), 1,
                         text)
        self.assertNotIn(": eintr", text)
        self.assertEqual(ksig("merge", "-o", "few.all", *(
            f"few.{i}" for i in range(1, parts + 1))).returncode, FOUND)
        self.assertEqual(findings("few.all"), findings("few"))

    def test_what_cannot_be_joined(self):
        self.refused(ksig("merge", "shard.1", "shard.2", "./shard.1"),
                     "shard.1", "same points")
        self.refused(ksig("merge", "shard.1", "nowhere"), "nowhere")
        self.refused(ksig("merge"), "DIR")
        other = explore("-n", "1", "-o", "other", "--", "./bug", "x")
        self.assertNotEqual(other.returncode, CANNOT, other)
        self.refused(ksig("merge", "shard.1", "other"), "another command")
        self.assertEqual(glob.glob(place + "/ksig-explore.*"), [])

    def test_wrong_arguments(self):
        for word in ("0/3", "4/3", "3", "/3", "1/", "1/0", "-1/3", "a/b",
                     "1/2/3", ""):
            self.refused(explore("--shard", word, "--", "./bug"), "")
        for args in (("-n", "5"), ("--shard", "1/2"), ("-o", "x"),
                     ("--", "./bug"), ("./bug",)):
            self.refused(explore("--resume", "whole", *args), "--resume")
        self.refused(explore(), "no command")
        self.refused(explore("--resume", "nowhere"), "nowhere")


class Interrupted(Test):
    def interrupt(self, sig, dir_name, at_least):
        """Begins, and ends it by sig when so many tries are known: slowly,
        what is known is written every two seconds."""
        args = ["-o", dir_name] if dir_name else []
        env = dict(os.environ)
        if at_least:
            args.append("--no-checkpoints")
            env["SLOW"] = "1"
        with subprocess.Popen(
                [KSIG, "explore", "-q", "-n", str(POINTS), *args, "--",
                 "./bug"], cwd=place, text=True, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as p:
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                try:
                    if session(dir_name or "")["done"] >= at_least:
                        break
                except FileNotFoundError:
                    if not dir_name and p.stderr.readline():
                        time.sleep(0.7)  # some runs are over, some are not
                        break
                time.sleep(0.02)
            if sig != signal.SIGKILL:
                self.assertIsNone(p.poll(), "it has ended by itself")
            p.send_signal(sig)
            out, err = p.communicate(timeout=SECONDS)
        return p.returncode, out, err

    def goes_on(self, dir_name):
        done = session(dir_name)["done"]
        r = explore("--resume", dir_name)
        self.assertEqual(r.returncode, FOUND, r)
        self.assertEqual(tried(r.stdout), (POINTS - done, done))
        # A run that was killed is none of these.
        self.assertNotIn("not reached", r.stdout)
        self.assertNotIn("not repeatable", r.stdout)
        self.assertEqual(findings(dir_name), findings("whole"))
        self.assertTrue(session(dir_name)["finished"])

    @slow
    def test_sigkill(self):
        status, _, _ = self.interrupt(signal.SIGKILL, "killed", 20)
        self.assertEqual(status, -signal.SIGKILL)
        done = session("killed")["done"]
        self.assertTrue(20 <= done < POINTS, done)
        self.assertFalse(session("killed")["finished"])
        r = ksig("merge", "-o", "killed.all", "killed")
        self.assertIn("killed is not finished", r.stdout)
        self.goes_on("killed")

    def test_sigint(self):
        """Without -o it makes a DIR then; and twice is no different."""
        status, out, _ = self.interrupt(signal.SIGINT, None, 0)
        self.assertIn(status, (NOTHING, FOUND))
        m = re.search(r"^go on: ksig explore --resume (\S+)$", out, re.M)
        self.assertTrue(m, out)
        dir_name = m.group(1)
        self.assertEqual(dir_name, "ksig-explore.1")
        done = session(dir_name)["done"]
        self.assertIn(f"interrupted before {POINTS - done} others", out)
        r = explore("--resume", dir_name, "--time", "1", "-j", "1")
        self.assertIn(f"go on: ksig explore --resume {dir_name}\n", r.stdout)
        self.assertIn("out of time", r.stdout)
        self.goes_on(dir_name)
        shutil.rmtree(f"{place}/{dir_name}")

    def test_two_at_once(self):
        with subprocess.Popen(
                [KSIG, "explore", "-q", "-n", str(POINTS), "-o", "busy",
                 "--", "./bug"], cwd=place, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, text=True) as p:
            p.stderr.readline()  # the plan: there is a session
            while not os.path.exists(place + "/busy/session"):
                time.sleep(0.01)
            self.refused(explore("--resume", "busy"), "busy", "at work")
            p.send_signal(signal.SIGTERM)
            p.communicate(timeout=SECONDS)


if __name__ == "__main__":
    unittest.main()
