"""What Python's ftplib sees of the server. One scenario per run; prints what it found, a failed assertion ends with a traceback and exit code 1.

Usage: ftplib_scenarios.py SCENARIO HOST PORT USER PASSWORD CA VERSION [ARGUMENT]...
"""

import ftplib
import hashlib
import io
import socket
import ssl
import struct
import sys


def context(ca, version):
    made = ssl.create_default_context(cafile=ca)
    made.minimum_version = made.maximum_version = ssl.TLSVersion.TLSv1_2 if version == "1.2" else ssl.TLSVersion.TLSv1_3
    return made


class Newest(ftplib.FTP_TLS):
    """Resumes: each data connection offers the newest session, which came with the control connection or with the data connection before it."""

    def __init__(self, *words, **more):
        super().__init__(*words, **more)
        self.newest = None
        self.offered = []
        self.reused = []
        self.ended = []

    def ntransfercmd(self, cmd, rest=None):
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        session = self.newest or self.sock.session
        conn = self.context.wrap_socket(conn, server_hostname=self.host, session=session)
        self.offered.append(session.id)
        self.reused.append(conn.session_reused)
        return conn, size

    def read(self, cmd):
        """A transfer to here, closed in order; its session is the next one's."""
        conn, _ = self.ntransfercmd(cmd)
        data = bytearray()
        while chunk := conn.recv(65536):
            data += chunk
        self.newest = conn.session
        conn.unwrap()
        conn.close()
        self.voidresp()
        return bytes(data)


class FromControl(Newest):
    """Resumes the session that the control connection came to know last, and never reads what a data connection brings."""

    def write(self, cmd, data):
        self.newest = None
        conn, _ = self.ntransfercmd(cmd)
        conn.sendall(data)
        conn.unwrap()
        conn.close()
        self.voidresp()


def login(cls, host, port, user, password, ca, version):
    ftp = cls(context=context(ca, version), encoding="utf-8")
    ftp.connect(host, int(port), timeout=30)
    ftp.auth()
    assert ftp.sock.version() == "TLSv" + version, ftp.sock.version()
    ftp.login(user, password)
    ftp.prot_p()
    ftp.voidcmd("TYPE I")
    return ftp


def refused(code, action, *words):
    try:
        action(*words)
    except ftplib.Error as error:
        assert str(error).startswith(code), error
        return str(error)
    except (ssl.SSLError, ConnectionError) as error:
        raise AssertionError("connection broke: %r" % error)
    raise AssertionError("not refused with " + code)


def plain(ftp, *_):
    data = bytes(range(256)) * 5000
    assert ftp.storbinary("STOR plain", io.BytesIO(data)).startswith("226")
    got = io.BytesIO()
    ftp.retrbinary("RETR plain", got.write)
    assert got.getvalue() == data
    assert ftp.size("plain") == len(data)
    assert "plain" in ftp.nlst()
    facts = dict(ftp.mlsd(facts=["size", "type"]))["plain"]
    assert facts["size"] == str(len(data)) and facts["type"] == "file", facts
    ftp.mkd("d \u00fc")
    assert ftp.pwd() == "/"
    ftp.cwd("d \u00fc")
    assert ftp.pwd() == "/d \u00fc", ftp.pwd()
    ftp.cwd("..")
    ftp.rmd("d \u00fc")
    ftp.rename("plain", "p2")
    ftp.delete("p2")
    refused("550", ftp.size, "p2")
    lines = []
    ftp.storlines("STOR text", io.BytesIO(b"one\r\ntwo\r\n"))
    ftp.retrlines("RETR text", lines.append)
    assert lines == ["one", "two"], lines


def active(ftp, *_):
    ftp.set_pasv(False)
    plain(ftp)


def refused_without_session(ftp, *_):
    conn, _ = ftp.ntransfercmd("LIST")
    try:
        while conn.recv(65536):
            pass
    except (ssl.SSLError, ConnectionError):
        pass
    conn.close()
    print(refused("522", ftp.voidresp))
    assert ftp.voidcmd("NOOP").startswith("200")


def each_ticket_once(ftp, *_):
    assert ftp.storbinary("STOR once", io.BytesIO(b"x" * 20000)).startswith("226")
    ftp.offered, ftp.reused, ftp.newest = [], [], None
    for i in range(200):
        if i % 2:
            assert ftp.read("RETR once") == b"x" * 20000
        else:
            assert b"once" in ftp.read("LIST")
    assert ftp.reused == [True] * 200, ftp.reused
    if ftp.sock.version() == "TLSv1.3":
        assert len(set(ftp.offered)) == 200, len(set(ftp.offered))
    print("200 resumed")


def tickets_from_control(ftp, *_):
    for i in range(200):
        ftp.write("STOR c%d" % (i % 7), b"y" * i)
    assert ftp.reused == [True] * 200, ftp.reused
    if ftp.sock.version() == "TLSv1.3":
        assert len(set(ftp.offered)) == 200, len(set(ftp.offered))
    print("200 resumed")


def foreign_session(ftp, *again):
    other = login(Newest, *again)
    other.read("LIST")
    ftp.context = other.context  # Python only takes sessions of the same context
    conn, _ = ftplib.FTP.ntransfercmd(ftp, "LIST")
    try:
        conn = other.context.wrap_socket(conn, server_hostname=ftp.host, session=other.newest)
        assert not conn.session_reused
        assert conn.recv(1) == b""
    except (ssl.SSLError, ConnectionError):
        pass
    conn.close()
    print(refused("522", ftp.voidresp))
    other.read("LIST")


def abort_download(ftp, *_):
    if _[-1] == "active":
        ftp.set_pasv(False)
    for i in range(3):
        conn, size = ftp.ntransfercmd("RETR big")
        assert len(conn.recv(16384)) > 0
        assert ftp.abort()[:3] in ("426", "225", "226")
        conn.close()
        # 426 for the transfer, 226 for ABOR: ftplib leaves the second to its user.
        assert ftp.getmultiline()[:3] == "226"
        assert ftp.voidcmd("NOOP").startswith("200")
    ftp.voidcmd("TYPE I")
    assert ftp.size("big") == size


def cut(ftp, data, name, verb="STOR", rest=None):
    """An upload whose connection ends without close_notify."""
    conn, _ = ftp.ntransfercmd("%s %s" % (verb, name), rest)
    conn.sendall(data)
    raw = conn.detach()
    socket.socket(fileno=raw).close()
    return refused("426", ftp.voidresp)


def upload_cut(ftp, *_):
    name = "cut in " + ftp.sock.version()
    data = hashlib.shake_256(b"seed").digest(1000000)
    # Nothing that the server sent was left unread, so the end is a FIN, and all that was sent counts.
    assert "close_notify" in cut(ftp, data[:300000], name)
    assert name not in ftp.nlst(), "a file that nobody vouched for"
    ftp.voidcmd("TYPE I")
    kept = ftp.size(name)
    assert kept == 300000, kept
    assert "close_notify" in cut(ftp, data[kept:600000], name, "APPE")
    ftp.voidcmd("TYPE I")
    kept = ftp.size(name)
    assert kept == 600000, kept
    assert ftp.storbinary("STOR " + name, io.BytesIO(data[kept:]), rest=kept).startswith("226")
    got = io.BytesIO()
    ftp.retrbinary("RETR " + name, got.write)
    assert got.getvalue() == data, len(got.getvalue())


def upload_cut_keeps_old(ftp, *_):
    ftp.storbinary("STOR old", io.BytesIO(b"the old one"))
    print(cut(ftp, b"the new", "old"))
    got = io.BytesIO()
    ftp.retrbinary("RETR old", got.write)
    assert got.getvalue() == b"the old one", got.getvalue()


def upload_cut_empty(ftp, *_):
    print(cut(ftp, b"", "nothing"))
    assert "nothing" not in ftp.nlst()


def upload_empty(ftp, *_):
    assert ftp.storbinary("STOR zero", io.BytesIO(b"")).startswith("226")
    assert ftp.size("zero") == 0


def reset_after_goodbye(ftp, *_):
    conn, _ = ftp.ntransfercmd("STOR vouched")
    conn.sendall(b"z" * 100000)
    try:
        conn.setblocking(False)
        conn.unwrap()
    except (ssl.SSLWantReadError, OSError):
        pass
    raw = socket.socket(fileno=conn.detach())
    # The server has it all, or it is on the way to it: wait for its answer, then leave with RST instead of FIN.
    raw.settimeout(10)
    raw.recv(1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raw.close()
    assert ftp.voidresp().startswith("226")
    assert ftp.size("vouched") == 100000


def leave_after_upload_begins(ftp, *_):
    """The control connection goes away with the data connection still open: the upload is whole when its own end says so."""
    conn, _ = ftp.ntransfercmd("STOR orphan")
    conn.sendall(b"o" * 50000)
    ftp.close()
    conn.sendall(b"o" * 50000)
    conn.unwrap()
    conn.close()


def list_long(ftp, *_):
    names = ftp.nlst("thousand")
    assert len(names) == 1000, len(names)
    assert len(list(ftp.mlsd("thousand"))) == 1000
    print(len(names))


def main():
    scenario, host, port, user, password, ca, version, *arguments = sys.argv[1:]
    classes = {"each_ticket_once": Newest, "foreign_session": Newest, "tickets_from_control": FromControl}
    ftp = login(classes.get(scenario, ftplib.FTP_TLS), host, port, user, password, ca, version)
    globals()[scenario](ftp, host, port, user, password, ca, version, *arguments)
    if ftp.sock:
        assert ftp.quit().startswith("221")


main()
