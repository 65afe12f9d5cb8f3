#!/usr/bin/python3
"""Prints the mails that come on stdin, a NUL after each, as plain text: subject, Message-ID, body."""
import email
import email.policy
import sys

for raw in sys.stdin.buffer.read().split(b"\0"):
    if not raw:
        continue
    message = email.message_from_bytes(raw, policy=email.policy.default)
    print(f"Subject: {message['Subject']}\nMessage-ID: {message['Message-ID']}\n\n{message.get_content()}")
