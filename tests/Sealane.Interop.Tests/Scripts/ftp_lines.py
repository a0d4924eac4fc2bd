"""Says what it reads on standard input to the server, over TLS, and prints each answer on a line: the lines of a reply, and of what came with it, joined by " | ".

Usage: ftp_lines.py HOST PORT USER PASSWORD CA. Lines: "< COMMAND" receives, "> COMMAND" sends 6 bytes ("hello" and a line feed), ">N COMMAND" sends N bytes,
"!N COMMAND" sends N bytes and then cuts the line, anything else is a command as it stands. The greeting and the login's reply come first.
"""

import socket
import ssl
import struct
import sys


class Conversation:
    def __init__(self, host, port, ca):
        self.host = host
        self.context = ssl.create_default_context(cafile=ca)
        self.socket = socket.create_connection((host, port), timeout=60)
        self.file = self.socket.makefile("rb")

    def reply(self):
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                return " | ".join(lines + ["(closed)"])
            lines.append(line.decode("utf-8", "backslashreplace").rstrip("\r\n"))
            if lines[-1][:4] == lines[0][:3] + " ":
                return " | ".join(lines)

    def ask(self, command):
        self.socket.sendall(command.encode() + b"\r\n")
        return self.reply()

    def secure(self):
        self.ask("AUTH TLS")
        self.socket = self.context.wrap_socket(self.socket, server_hostname=self.host)
        self.file = self.socket.makefile("rb")
        self.ask("PBSZ 0")
        self.ask("PROT P")

    def transfer(self, command, sent, cut):
        port = int(self.ask("EPSV").split("|")[3])
        plain = socket.create_connection((self.host, port), timeout=60)
        opening = self.ask(command)
        if not opening.startswith("150"):
            plain.close()
            return opening
        data = self.context.wrap_socket(plain, server_hostname=self.host, session=self.socket.session)
        received = bytearray()
        try:
            if sent is not None:
                for at in range(0, len(sent), 65536):
                    data.sendall(sent[at:at + 65536])
            if cut:
                data.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                if sent is None:
                    while chunk := data.recv(65536):
                        received += chunk
                data.unwrap()
        except OSError:
            pass  # the server gave up first; its reply says why
        data.close()
        listed = [] if sent is not None else ["[" + received.decode("utf-8", "backslashreplace").replace("\r\n", " | ").replace("\n", " / ") + "]"]
        return " ".join([opening] + listed + [self.reply()])


def main():
    host, port, user, password, ca = sys.argv[1:]
    talk = Conversation(host, int(port), ca)
    print(talk.reply())
    talk.secure()
    talk.ask("USER " + user)
    print(talk.ask("PASS " + password))
    talk.ask("TYPE I")
    for line in sys.stdin.read().split("\n"):
        if not line:
            continue
        head, _, command = line.partition(" ")
        if head == "<":
            print(talk.transfer(command, None, False))
        elif head[0] in ">!" and (head[1:] or "6").isdigit():
            sent = b"hello\n" if head == ">" else bytes(int(head[1:] or "6"))
            print(talk.transfer(command, sent, head[0] == "!"))
        else:
            print(talk.ask(line))


main()
