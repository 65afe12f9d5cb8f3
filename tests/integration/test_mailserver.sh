#!/bin/bash
# The private mail server delivers into one Maildir a person, and misbehaves only as it was told.
set -eu -o pipefail
mail=$PWD/deploy/private/mail.sh
dir=$DUBAN_TMP/m

fail() { echo "FAIL: $*" >&2; [ ! -f "$dir/mail.log" ] || cat "$dir/mail.log" >&2; exit 1; }
trap '"$mail" stop "$dir"' EXIT

# Sends one message to the given recipients; prints the code of the answer, or "lost" when none came.
send() {
    /usr/bin/python3 - "$("$mail" url "$dir")" "$@" <<'PY'
import smtplib, sys
port = int(sys.argv[1].rsplit(":", 1)[1])
client = smtplib.SMTP("127.0.0.1", port, timeout=20)
body = "From: office@example.invalid\r\nMessage-ID: <m1@example.invalid>\r\nSubject: =?utf-8?B?55Sf?=\r\n\r\n一行\r\n"
try:
    refused = client.sendmail("office@example.invalid", sys.argv[2:], body.encode())
    print(" ".join(["250"] + [str(code) for code, _ in refused.values()]))
except smtplib.SMTPRecipientsRefused as error:
    print(" ".join(str(code) for code, _ in error.recipients.values()))
except smtplib.SMTPDataError as error:
    print(error.smtp_code)
except (smtplib.SMTPServerDisconnected, ConnectionError):
    print("lost")
PY
}
count() { find "$dir/mail/$1/new" -type f 2>/dev/null | wc -l; }

echo "one copy a recipient, whole, and nothing half-written is left"
"$mail" start "$dir" >/dev/null
[ "$(send zhang@example.invalid Li@Example.invalid)" = 250 ] || fail "not accepted"
[ "$(count zhang@example.invalid) $(count li@example.invalid)" = "1 1" ] || fail "not one copy each"
grep -q '一行' "$dir"/mail/zhang@example.invalid/new/* || fail "the body is not there"
grep -q '^Delivered-To: zhang@example.invalid' "$dir"/mail/zhang@example.invalid/new/* || fail "no Delivered-To"
[ -z "$(find "$dir/mail" -path "$dir/mail/*/tmp/*" -type f)" ] || fail "a half message is left"
grep -q 'event=delivered message_id=<m1@example.invalid>' "$dir/mail.log" || fail "no line in the log"

echo "an address that is a path is refused and makes no folder"
[ "$(send '../../evil@example.invalid')" = 553 ] || fail "accepted a path"
[ "$(find "$DUBAN_TMP" -name '*evil*' | wc -l)" = 0 ] || fail "made a folder"

echo "a second start beside a running server is refused; stop ends it, and may be said twice"
if "$mail" start "$dir" 2>/dev/null; then fail "two of them"; fi
port_url=$("$mail" url "$dir")
"$mail" stop "$dir"
"$mail" stop "$dir"
if (exec 3<>"/dev/tcp/127.0.0.1/${port_url##*:}") 2>/dev/null; then fail "still listens"; fi

echo "451 for the first two messages, then it accepts"
"$mail" start "$dir" --maildirs "$dir/mail" --refuse-first 2 >/dev/null
[ "$(send wang@example.invalid)" = 451 ] || fail "first"
[ "$(send wang@example.invalid)" = 451 ] || fail "second"
[ "$(count wang@example.invalid)" = 0 ] || fail "refused and yet delivered"
[ "$(send wang@example.invalid)" = 250 ] || fail "third"
[ "$(count wang@example.invalid)" = 1 ] || fail "not delivered"
"$mail" stop "$dir"

echo "550 for one recipient, the other one gets it"
"$mail" start "$dir" --refuse-recipient gone@example.invalid >/dev/null
[ "$(send gone@example.invalid zhao@example.invalid)" = "250 550" ] || fail "codes"
[ "$(count zhao@example.invalid)" = 1 ] || fail "the good recipient got none"
"$mail" stop "$dir"

echo "a lost acceptance: the mail is there, the sender does not know"
"$mail" start "$dir" --lose-accept 1 >/dev/null
[ "$(send sun@example.invalid)" = lost ] || fail "an answer came"
[ "$(count sun@example.invalid)" = 1 ] || fail "not delivered"
[ "$(send sun@example.invalid)" = 250 ] || fail "only the first was to be lost"
"$mail" stop "$dir"

echo "a slow answer comes late, on the port that was asked for"
"$mail" start "$dir" --delay-ms 400 --port "${port_url##*:}" >/dev/null
[ "$("$mail" url "$dir")" = "$port_url" ] || fail "another port"
before=$(date +%s%N)
[ "$(send qian@example.invalid)" = 250 ] || fail "delayed"
[ $(($(date +%s%N) - before)) -ge 400000000 ] || fail "not delayed"
"$mail" stop "$dir"

echo "an answer is held while the file is there"
: >"$dir/hold"
"$mail" start "$dir" --hold "$dir/hold" >/dev/null
send feng@example.invalid >"$dir/answer" &
sleep 1
[ "$(count feng@example.invalid)" = 0 ] || fail "delivered while it is held"
rm "$dir/hold"
wait $!
[ "$(cat "$dir/answer") $(count feng@example.invalid)" = "250 1" ] || fail "not delivered afterwards"
