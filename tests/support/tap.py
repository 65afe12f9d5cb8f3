"""What goes over the processes' ipc sockets, written down octet by octet, without a line of the product and without a look at what it means
(wire.py is who speaks)."""
import os
import selectors
import socket
import threading


class Tap:
    """Listens at `front`, passes everything to `back` and from it, and keeps what passed each way: two files a connection in `folder`,
    NAME.N.in (towards `back`) and NAME.N.out. While nobody is at `back`, who comes waits: a dialer of NNG 1.5 that is turned away in its
    first octets may never come again."""

    def __init__(self, name, front, back, folder):
        self.name, self.back, self.folder = name, str(back), folder
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(front))
        os.chmod(front, 0o600)
        self.listener.listen(64)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ, None)
        self.ending, self.count, self.waiting = False, 0, []
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def put_through(self, near):
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(self.back)
        except OSError:
            far.close()
            self.waiting.append(near)
            return
        self.count += 1
        for here, there, way in ((near, far, "in"), (far, near, "out")):
            record = open(self.folder / f"{self.name}.{self.count}.{way}", "wb", buffering=0)
            self.selector.register(here, selectors.EVENT_READ, (here, there, record))

    def pass_on(self, here, there, record):
        try:
            data = here.recv(1 << 16)
            record.write(data)
            if data:
                there.sendall(data)
                return
        except OSError:
            pass
        for line in (here, there):  # one side is gone: so is the connection
            try:
                key = self.selector.unregister(line)
                key.data[2].close()
            except (KeyError, ValueError):
                pass
            line.close()

    def run(self):
        while not self.ending:
            waiting, self.waiting = self.waiting, []
            for near in waiting:
                self.put_through(near)
            for key, _ in self.selector.select(0.1):
                if key.data is None:
                    self.put_through(self.listener.accept()[0])
                elif key.fileobj.fileno() >= 0:  # not one that the other end of the same round has closed
                    self.pass_on(*key.data)

    def close(self):
        self.ending = True
        self.thread.join()
        for near in self.waiting:
            near.close()
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
            if key.data is not None:
                key.data[2].close()
        self.selector.close()
