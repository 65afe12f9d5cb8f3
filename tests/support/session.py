"""One psql that stays: a test that waits asks some ten times a second, and each psql of its own costs more than the question.

    Session(["psql", …, conninfo], env); ask(sql, variables) → what `psql -At` would print; close().

A question is a single SELECT; what changes something is said by a psql of its own (world.py), so that no setting, transaction or failure
of one stays with the next. After a failure, or when the server went away, the next question gets a new psql."""
import subprocess
import tempfile
import threading


class Session:
    def __init__(self, args, env):
        self.args, self.env = args, env
        self.process, self.asked, self.turn = None, 0, threading.Lock()

    def ask(self, sql, variables):
        """(what it printed, None), or (None, the words of the failure)."""
        with self.turn:
            if self.process is None:
                self.words = tempfile.TemporaryFile(mode="w+")
                self.process = subprocess.Popen(self.args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.words, text=True,
                                                env=self.env)
            self.asked += 1
            end = f"\x1e{self.asked}"
            lines = [f"\\set {name} '{quoted(value)}'" for name, value in variables.items()]
            lines += [sql.rstrip().rstrip(";") + "\n;", *(f"\\unset {name}" for name in variables), f"\\echo '{end}'", ""]
            try:
                self.process.stdin.write("\n".join(lines))
                self.process.stdin.flush()
            except BrokenPipeError:
                pass  # it ended: what it said about it comes below
            printed = []
            for line in self.process.stdout:
                if line == end + "\n":
                    return "".join(printed), None
                printed.append(line)
            self.process.wait()
            self.words.seek(0)
            words = self.words.read()
            self.forget()
            return None, words

    def forget(self):
        self.words.close()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except BrokenPipeError:
                pass
        self.process = None

    def close(self):
        with self.turn:
            if self.process is not None:
                self.process.kill()
                self.process.wait()
                self.forget()


def quoted(value):
    return str(value).replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n")
