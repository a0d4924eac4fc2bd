"""Sends the listing commands on standard input to an FTP server over TLS and prints what came, escaped: command, lines of the listing, last reply.

Usage: list_bytes.py HOST PORT USER PASSWORD CA
"""

import ftplib
import ssl
import sys


class Resuming(ftplib.FTP_TLS):
    def ntransfercmd(self, cmd, rest=None):
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        return self.context.wrap_socket(conn, server_hostname=self.host, session=self.sock.session), size


def main():
    host, port, user, password, ca = sys.argv[1:]
    ftp = Resuming(context=ssl.create_default_context(cafile=ca), timeout=60)
    ftp.encoding = "latin-1"
    ftp.connect(host, int(port))
    ftp.login(user, password)
    ftp.prot_p()
    for command in sys.stdin.read().split("\n"):
        print(">>>", command)
        try:
            data = bytearray()
            conn, _ = ftp.ntransfercmd(command)
            while chunk := conn.recv(65536):
                data += chunk
            conn.unwrap()
            conn.close()
            for line in bytes(data).split(b"\n"):
                print(repr(line)[2:-1])
            print(ftp.getmultiline())
        except ftplib.Error as refused:
            print(refused)
    for path in ("b.txt", "d", "nosuch"):
        print(">>> STAT", path)
        try:
            print(ftp.sendcmd("STAT " + path))
        except ftplib.Error as refused:
            print(refused)


main()
