"""What servers do about addresses, ports and client certificates, seen through Python's ftplib and plain sockets.

    network_scenarios.py SCENARIO PORT USER PASSWORD [ARGUMENT...]

Prints what the test wants to know; fails with a trace when something is not as it should be.
"""
import ftplib
import socket
import ssl
import sys

PATIENCE = 60
name, port, user, password = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
arguments = sys.argv[5:]


def session(source="127.0.0.1"):
    ftp = ftplib.FTP(timeout=PATIENCE)
    ftp.connect("127.0.0.1", port, source_address=(source, 0))
    ftp.login(user, password)
    return ftp


def hear(source):
    """All that a client from SOURCE gets to read when it says nothing."""
    with socket.create_connection(("127.0.0.1", int(arguments[1]) if len(arguments) > 1 else port), PATIENCE, (source, 0)) as wire:
        said = b""
        while True:
            try:
                some = wire.recv(4096)
            except ConnectionResetError:
                return said + b"(reset)"
            said += some
            if not some or said.startswith(b"220"):
                return said


def scenario_hear():
    print(hear(arguments[0]).decode().strip())


def scenario_active():
    """Two clients get a large file at the same time, over connections from the server's port."""
    sessions = [session(), session("127.0.0.2")]
    transfers = []
    for ftp in sessions:
        ftp.set_pasv(False)
        ftp.voidcmd("TYPE I")
        wire, _ = ftp.ntransfercmd("RETR big")
        transfers.append((ftp, wire))
    ports = [wire.getpeername()[1] for _, wire in transfers]
    for ftp, wire in transfers:
        length = 0
        while block := wire.recv(65536):
            length += len(block)
        wire.close()
        assert length == 4_000_000, length
        ftp.voidresp()
    for ftp in sessions:
        ftp.retrlines("LIST", lambda line: None)
        ftp.quit()
    print(*ports)


def scenario_active_refused():
    ftp = session()
    listener = ftp.makeport()
    try:
        ftp.sendcmd("LIST")
        print(ftp.getresp())
    except ftplib.error_temp as error:
        print(error)
    listener.close()


def scenario_passive_stranger():
    """Somebody else connects to the passive port; then the client itself."""
    ftp = session()
    host, data = ftp.makepasv()
    try:
        stranger = socket.create_connection((host, data), PATIENCE, ("127.0.0.2", 0))
    except ConnectionError:
        stranger = None
    ftp.putcmd("LIST")
    print(ftp.getresp())
    try:
        served = stranger is not None and bool(stranger.recv(4096))
    except ConnectionError:
        served = False
    print("served" if served else "not served")
    if not served:
        own = socket.create_connection((host, data), PATIENCE)
        assert own.recv(4096)
        while own.recv(4096):
            pass
    print(ftp.getresp())


def scenario_port_stranger():
    """PORT to another address, and to a port that is privileged."""
    ftp = session()
    listener = socket.create_server(("127.0.0.2", 0))
    number = listener.getsockname()[1]
    for host, target in ("127.0.0.2", number), ("127.0.0.1", 1):
        try:
            print(ftp.sendcmd("PORT " + ",".join(host.split(".") + [str(target // 256), str(target % 256)])))
        except ftplib.error_perm as error:
            print(error)


def scenario_nobody_comes():
    """A transfer for which the client never connects."""
    ftp = session()
    ftp.makepasv()
    try:
        ftp.sendcmd("LIST")
        print(ftp.getresp())
    except ftplib.error_temp as error:
        print(error)
    print(ftp.sendcmd("NOOP"))


def scenario_nobody_listens():
    """PORT to an address that takes no connection: a listener whose queue is full does not answer."""
    ftp = session()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    waiting = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        waiting.append(filler)
    number = listener.getsockname()[1]
    ftp.sendcmd(f"PORT 127,0,0,1,{number // 256},{number % 256}")
    try:
        ftp.sendcmd("LIST")
        print(ftp.getresp())
    except ftplib.error_temp as error:
        print(error)
    print(ftp.sendcmd("NOOP"))


def scenario_passive_address():
    ftp = session()
    print(ftp.sendcmd("PASV"))


def scenario_certificate_on_data():
    """A listing: control and data connection show the certificates named, - for none; the data connection resumes nothing."""
    version, authority, *certificates = arguments
    contexts = []
    for certificate in certificates:
        context = ssl.create_default_context(cafile=authority)
        context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, "TLSv" + version.replace(".", "_"))
        if certificate != "-":
            context.load_cert_chain(certificate)
        contexts.append(context)
    ftp = ftplib.FTP_TLS(timeout=PATIENCE, context=contexts[0])
    ftp.connect("localhost", port)
    ftp.login(user, password)
    ftp.prot_p()
    host, data = ftp.makepasv()
    ftp.putcmd("LIST")
    wire = socket.create_connection((host, data), PATIENCE)
    ftp.getresp()
    try:
        with contexts[1].wrap_socket(wire, server_hostname="localhost") as tls:
            while tls.recv(4096):
                pass
            tls.unwrap()
    except OSError:
        pass
    try:
        print(ftp.getresp())
    except ftplib.Error as error:
        print(error)


def scenario_certificate():
    """A login and both kinds of transfer with a client certificate; which version, which authority, certificate with key or '-'."""
    version, authority, certificate = arguments
    context = ssl.create_default_context(cafile=authority)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2 if version == "1.2" else ssl.TLSVersion.TLSv1_3
    if certificate != "-":
        context.load_cert_chain(certificate)
    ftp = ftplib.FTP_TLS(context=context, timeout=PATIENCE)
    ftp.connect("localhost", port)
    ftp.login(user, password)
    ftp.prot_p()
    with open(authority, "rb") as content:
        ftp.storbinary("STOR made", content)
    ftp.retrbinary("RETR made", lambda block: None)
    print(ftp.quit())


globals()["scenario_" + name]()
