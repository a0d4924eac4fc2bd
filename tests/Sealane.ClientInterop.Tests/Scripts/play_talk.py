"""Plays the lines of a talk to an FTP server on loopback and prints what it said: one JSON array of [step, replies].

Usage: play_talk.py PORT CAFILE USER PASSWORD HOME < LINES. The lines are described in Compat/Talk.cs. Numbers that change from
one run to the next (data ports, counts of sessions) are printed as #.
"""

import json
import re
import socket
import ssl
import sys
import time

PATIENCE = 30.0


class Control:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.rest = b""
        self.passive = 0
        self.private = False
        self.context = None

    def line(self):
        while b"\n" not in self.rest:
            try:
                data = self.socket.recv(4096)
            except (socket.timeout, TimeoutError):
                return "<silence>"
            except OSError:
                return "<closed>"
            if not data:
                return "<closed>"
            self.rest += data
        line, self.rest = self.rest.split(b"\n", 1)
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def reply(self):
        lines = [self.line()]
        if lines[0][3:4] == "-":
            while not lines[-1].startswith(lines[0][:3] + " ") and lines[-1][:1] != "<":
                lines.append(self.line())
        text = " | ".join(line for line in lines if not re.search(r"^ ?d.* \.\.?$", line))
        if found := re.search(r"^227 .*?(\d+),(\d+)\)", text):
            self.passive = int(found[1]) * 256 + int(found[2])
        if found := re.search(r"\(\|\|\|(\d+)\|\)", text):
            self.passive = int(found[1])
        text = re.sub(r"(227 .*,)\d+,\d+\)", r"\1#,#)", text)
        text = re.sub(r"\|\|\|\d+\|", "|||#|", text)
        return re.sub(r"client count was \d+", "client count was #", text)

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # the reply that is read next says that it is closed

    def ask(self, command):
        self.send(command.encode() + b"\r\n")
        reply = self.reply()
        verb = command.upper()
        if verb in ("PROT P", "PROT C") and reply.startswith("200"):
            self.private = verb == "PROT P"
        if verb == "AUTH TLS" and reply.startswith("234"):
            self.context = ssl.create_default_context(cafile=CAFILE)
            self.socket = self.context.wrap_socket(self.socket, server_hostname="localhost")
        return reply

    def transfer(self, kind, command):
        """All replies of one transfer."""
        self.ask("PASV")
        data = None if kind == "unanswered" else socket.create_connection(("127.0.0.1", self.passive), PATIENCE)
        replies = [self.ask(command)]
        if replies[0].startswith("1"):
            if data:
                try:
                    self.move(kind, data)
                except OSError:
                    pass  # what became of it is in the reply
            replies.append(self.reply())
        if data:
            data.close()
        return replies[-1:] if kind == "unanswered" else replies

    def move(self, kind, data):
        if self.private:
            context = ssl.create_default_context(cafile=CAFILE) if kind == "stranger" else self.context
            data = context.wrap_socket(data, server_hostname="localhost", session=None if kind == "stranger" else self.socket.session)
        if kind == "stall":
            self.held = data
            return
        if kind == "hangup":
            data.recv(10)
            data.close()
            return
        if kind == "put":
            data.sendall(b"uploaded")
        else:
            while data.recv(65536):
                pass
        if self.private:
            data = data.unwrap()
        data.close()


def plain(text):
    text = re.sub(r"\{(.)\*(\d+)\}", lambda found: found[1] * int(found[2]), text)
    return text.encode().decode("unicode_escape").encode("latin-1")


def play(lines, port):
    control = None
    said = []
    crowd = None
    for line in lines:
        word, _, rest = line.partition(" ")
        if control is None:
            while line == "crowd" and not crowd:
                # Whoever waited for the server to start may still be counted.
                crowd = socket.create_connection(("127.0.0.1", port), PATIENCE)
                if not crowd.recv(100).startswith(b"220"):
                    crowd.close()
                    crowd = None
                    time.sleep(0.1)
            control = Control(port)
            said.append(["greeting", [control.reply()]])
        if line == "crowd":
            continue
        if line == "login":
            control.ask("USER " + USER)
            replies = [control.ask("PASS " + PASSWORD)]
        elif line == "starttls":
            replies = [control.ask("AUTH TLS")]
        elif line == "end":
            replies = [control.line()]
        elif line == "wait":
            replies = [control.reply()]
        elif word == "raw":
            control.send(plain(rest))
            replies = [control.reply()]
        elif word in ("get", "put", "stranger", "stall", "hangup", "unanswered"):
            replies = control.transfer(word, rest)
        else:
            replies = [control.ask(line)]
        said.append([line, replies])
    return said


CAFILE, USER, PASSWORD, HOME = sys.argv[2:6]
LINES = [line.format_map({"user": USER, "password": PASSWORD, "home": HOME}) if not line.startswith("raw ") else line for line in sys.stdin.read().splitlines()]
print(json.dumps(play(LINES, int(sys.argv[1]))))
