"""A pyftpdlib server that demands TLS. Arguments: port, passive from, passive to, directory, certificate with key, TLS versions."""
import logging
import os
import sys
import zlib

from OpenSSL import SSL
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

port, passive_from, passive_to = (int(word) for word in sys.argv[1:4])
directory, certificate, versions = sys.argv[4:7]

logging.basicConfig(level=logging.INFO, stream=sys.stdout)
authorizer = DummyAuthorizer()
authorizer.add_user(os.environ["FTP_USER"], os.environ["FTP_PASSWORD"], directory, perm="elradfmwMT")


class Handler(TLS_FTPHandler):
    """What the options of the library make of TLS when they are switched on."""

    tls_control_required = True
    tls_data_required = True
    certfile = certificate
    passive_ports = range(passive_from, passive_to + 1)
    timeout = 300


class LyingHandler(Handler):
    """Computes hashes that are wrong, as a server with a bad disk would."""

    proto_cmds = dict(Handler.proto_cmds)
    proto_cmds["XSHA256"] = dict(perm="r", auth=True, arg=True, help="Syntax: XSHA256 <SP> path.")

    def ftp_XSHA256(self, path):
        self.respond("250 " + "0" * 64)

    def ftp_FEAT(self, line):
        self.push("211-Features supported:\r\n XSHA256\r\n SIZE\r\n MDTM\r\n MLST type*;size*;modify*;\r\n211 End FEAT.\r\n")


class Deflated:
    """What another producer gives, as one zlib stream."""

    def __init__(self, inner):
        self.inner = inner
        self.zlib = zlib.compressobj()

    def more(self):
        while self.zlib:
            data = self.inner.more()
            if data:
                packed = self.zlib.compress(data)
            else:
                packed, self.zlib = self.zlib.flush(), None
            if packed:
                return packed
        return b""


class DeflatingConnection(TLS_DTPHandler):
    """A data connection that is compressed when MODE Z was said."""

    def push_with_producer(self, producer):
        super().push_with_producer(Deflated(producer) if self.cmd_channel.deflates else producer)

    def enable_receiving(self, type, cmd):
        super().enable_receiving(type, cmd)
        if self.cmd_channel.deflates:
            inflater = zlib.decompressobj()
            self._data_wrapper = inflater.decompress
            self.inflater = inflater

    def close(self):
        # Only a whole stream is an upload.
        if getattr(self, "inflater", None) is not None and self.transfer_finished and not (self.inflater.eof and not self.inflater.unused_data):
            self._resp = ("426 The compressed stream is not whole.", logging.getLogger().info)
        super().close()


class DeflatingHandler(Handler):
    """MODE Z (draft-preston-ftpext-deflate), which the library has not."""

    dtp_handler = DeflatingConnection
    deflates = False

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._extra_feats = [*self._extra_feats, "MODE Z"]

    def ftp_MODE(self, line):
        if line.upper() in ("S", "Z"):
            self.deflates = line.upper() == "Z"
            self.respond("200 Mode set to " + line.upper())
        else:
            self.respond("504 Unknown mode.")


class MisleadingHandler(Handler):
    """Stands behind a router that forwards what PASV names and nothing else."""

    def ftp_EPSV(self, line):
        self.respond("229 Entering extended passive mode (|||1|).")


if os.environ.get("FTP_LIES"):
    Handler = LyingHandler
elif os.environ.get("FTP_DEFLATES"):
    Handler = DeflatingHandler
if os.environ.get("FTP_MISLEADS"):
    Handler = MisleadingHandler

Handler.authorizer = authorizer
context = SSL.Context(SSL.TLS_SERVER_METHOD)
context.use_certificate_chain_file(certificate)
context.use_privatekey_file(certificate)
context.set_session_id(b"sealane tests")
if versions == "Only12":
    context.set_max_proto_version(SSL.TLS1_2_VERSION)
elif versions == "Only13":
    context.set_min_proto_version(SSL.TLS1_3_VERSION)
if os.environ.get("FTP_FORGETS"):
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_options(SSL.OP_NO_TICKET)
Handler.ssl_context = context

loop = IOLoop()
servers = [FTPServer((address, port), Handler, ioloop=loop) for address in ("127.0.0.1", "::1")]
for server in servers:
    server.max_cons = 1000
    server.max_cons_per_ip = 0
loop.loop()
