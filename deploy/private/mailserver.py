#!/usr/bin/python3
"""A real mail server on loopback for the demo and the tests.

It listens on 127.0.0.1 and delivers each accepted message into one Maildir a recipient, in a folder named by the
mail address: written to tmp/, fsynced, renamed into new/, and only then accepted. So a message that the client saw
accepted is on disk, and a reader never sees half a message.

Some options make it misbehave in the ways real servers do, a counted number of times, so that a test can look at
what the sender makes of it.
"""
import argparse
import asyncio
import email.parser
import os
import re
import signal
import ssl
import sys
import time

from aiosmtpd.smtp import SMTP, AuthResult

# A folder is named by the address, so an address is only what cannot lead anywhere else.
SAFE_ADDRESS = re.compile(r"[a-z0-9_+-][a-z0-9._+-]{0,63}@[a-z0-9][a-z0-9.-]{0,127}")


def write_file(path, content):
    """Replaces the file at once: a reader sees the old content or the new."""
    temporary = f"{path}.{os.getpid()}"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(content)
    os.replace(temporary, path)


class Maildirs:
    """One Maildir a recipient below `root`."""

    def __init__(self, root):
        self.root = root
        self.count = 0

    def deliver(self, address, content):
        box = os.path.join(self.root, address)
        for part in ("tmp", "new", "cur"):
            os.makedirs(os.path.join(box, part), exist_ok=True)
        self.count += 1
        now_us = time.time_ns() // 1000
        name = f"{now_us // 1_000_000}.M{now_us % 1_000_000:06d}P{os.getpid()}Q{self.count}.localhost"
        temporary = os.path.join(box, "tmp", name)
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, os.path.join(box, "new", name))
        folder = os.open(os.path.join(box, "new"), os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Handler:
    """What is said to a client; the options' counters live here."""

    def __init__(self, options):
        self.maildirs = Maildirs(options.maildirs)
        self.refuse_left = options.refuse_first
        self.lose_left = options.lose_accept
        self.refused = {address.lower() for address in options.refuse_recipient}
        self.delay_s = options.delay_ms / 1000
        self.hold = options.hold
        self.login = options.login.encode() if options.login else None

    def authenticate(self, server, session, envelope, mechanism, auth_data):
        """Who says a password has said it, wherever it went: so it is told before it is looked at."""
        good = auth_data.login + b":" + auth_data.password == self.login
        self.log("login", mechanism=mechanism, encrypted=session.ssl is not None, good=good)
        return AuthResult(success=good)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        address = address.lower()
        if address in self.refused:
            self.log("recipient_refused", to=address)
            return "550 5.1.1 no such mailbox"
        if not SAFE_ADDRESS.fullmatch(address) or ".." in address:
            self.log("recipient_unsafe")
            return "553 5.1.3 this server has no mailbox of that form"
        if address not in envelope.rcpt_tos:
            envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.delay_s > 0:
            await asyncio.sleep(self.delay_s)
        while self.hold and os.path.exists(self.hold):
            await asyncio.sleep(0.02)
        if self.refuse_left > 0:
            self.refuse_left -= 1
            self.log("refused_for_now", left=self.refuse_left)
            return "451 4.3.0 try again later"
        content = envelope.original_content
        for address in envelope.rcpt_tos:
            head = f"Return-Path: <{envelope.mail_from}>\r\nDelivered-To: {address}\r\n"
            self.maildirs.deliver(address, head.encode() + content)
        message_id = email.parser.BytesHeaderParser().parsebytes(content).get("Message-ID", "-")
        self.log("delivered", message_id=message_id, to=",".join(envelope.rcpt_tos), bytes=len(content),
                 encrypted=session.ssl is not None, login=bool(session.authenticated))
        if self.lose_left > 0:
            self.lose_left -= 1
            self.log("acceptance_lost", message_id=message_id, left=self.lose_left)
            server.transport.abort()
            # The connection is gone; nobody will read this.
            return "421 4.3.2 gone"
        return "250 2.0.0 delivered"

    @staticmethod
    def log(event, **pairs):
        words = " ".join(f"{key}={' '.join(str(value).split())}" for key, value in pairs.items())
        print(f"at_us={time.time_ns() // 1000} event={event} {words}".rstrip(), flush=True)


async def serve(options):
    loop = asyncio.get_running_loop()
    handler = Handler(options)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    secure = None
    if options.tls:
        secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        secure.load_cert_chain(*options.tls)
    login = {"authenticator": handler.authenticate, "auth_required": True, "auth_require_tls": bool(secure)} if options.login else {}
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", ident="duban mail", enable_SMTPUTF8=True, loop=loop, tls_context=secure, **login),
        options.host,
        options.port,
    )
    port = server.sockets[0].getsockname()[1]
    write_file(options.port_file, f"{port}\n")
    handler.log("listening", host=options.host, port=port)
    await stopped.wait()
    server.close()
    os.unlink(options.port_file)
    handler.log("stopped")


def main():
    parser = argparse.ArgumentParser(description="a mail server with one Maildir a recipient")
    parser.add_argument("--maildirs", required=True, help="folder that holds one Maildir a recipient")
    parser.add_argument("--port-file", required=True, help="where to write the port, once it listens")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--refuse-first", type=int, default=0, metavar="N", help="answer the first N messages with 451")
    parser.add_argument("--refuse-recipient", action="append", default=[], metavar="ADDRESS", help="answer it with 550")
    parser.add_argument("--delay-ms", type=int, default=0, metavar="N", help="wait before each message is answered")
    parser.add_argument("--hold", metavar="FILE", help="answer no message while this file exists")
    parser.add_argument("--lose-accept", type=int, default=0, metavar="N",
                        help="deliver the first N messages, then drop the connection instead of accepting")
    parser.add_argument("--login", metavar="USER:PASSWORD", help="take mail only after this login; without --tls it is offered in clear")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"), help="offer STARTTLS with this certificate (PEM files)")
    options = parser.parse_args()
    os.makedirs(options.maildirs, exist_ok=True)
    asyncio.run(serve(options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
