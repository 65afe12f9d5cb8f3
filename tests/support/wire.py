"""The command sockets as a stranger speaks to them: SP over ipc and protobuf by hand, so that a test can send what no client of ours would.

    reply = wire.ask(path, wire.message((1, 1), (2, "some-id"), (13, b"")))     # bytes of the answer
    wire.fields(reply)[4]                                                        # what stands in field 4

Standard library only; shares nothing with services/."""
import socket
import struct
import time

STATUS = {1: "ok", 2: "retry", 3: "bad_input", 4: "conflict", 5: "fatal", 6: "asks"}


class Silence(Exception):
    """Nobody answered: the connection was closed, or time ran out."""


def _varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def message(*pairs):
    """(number, int | str | bytes)…"""
    out = bytearray()
    for number, value in pairs:
        if isinstance(value, int):
            out += _varint(number << 3) + _varint(value)
        else:
            data = value.encode() if isinstance(value, str) else value
            out += _varint(number << 3 | 2) + _varint(len(data)) + data
    return bytes(out)


def _read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(data):
    """number → the last value: int, or bytes."""
    found, at = {}, 0
    while at < len(data):
        key, at = _read_varint(data, at)
        if key & 7 == 0:
            found[key >> 3], at = _read_varint(data, at)
        elif key & 7 == 2:
            size, at = _read_varint(data, at)
            found[key >> 3], at = data[at:at + size], at + size
        else:
            raise ValueError(f"wire type {key & 7}")
    return found


def _receive(link, size):
    data = bytearray()
    while len(data) < size:
        piece = link.recv(size - len(data))
        if not piece:
            raise Silence("closed")
        data += piece
    return bytes(data)


def _connect(path, seconds):
    """A process lives a moment before it listens."""
    end = time.monotonic() + seconds
    while True:
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(seconds)
        try:
            link.connect(str(path))
            return link
        except (ConnectionRefusedError, FileNotFoundError) as error:
            link.close()
            if time.monotonic() > end:
                raise Silence(str(error)) from error
            time.sleep(0.05)


def bare(path, seconds=30):
    """Somebody connects, says nothing and leaves."""
    _connect(path, seconds).close()


def ask(path, payload, seconds=30):
    """One request of REQ (0x30), one answer of REP."""
    with _connect(path, seconds) as link:
        try:
            link.sendall(b"\0SP\0" + struct.pack(">HH", 0x30, 0))
            body = struct.pack(">I", 0x80000001) + payload
            link.sendall(b"\1" + struct.pack(">Q", len(body)) + body)
            _receive(link, 8)  # the greeting
            (size,) = struct.unpack(">xQ", _receive(link, 9))
            return _receive(link, size)[4:]
        except OSError as error:
            raise Silence(str(error)) from error


def head(reply):
    """(status, reason code) of an answer of any service."""
    found = fields(reply)
    return STATUS.get(found.get(3, 0), "unspecified"), found.get(4, b"").decode()
