"""A pyftpdlib server that demands TLS. Arguments: port, passive from, passive to, directory, certificate with key, TLS versions."""
import logging
import os
import sys

from OpenSSL import SSL
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
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


if os.environ.get("FTP_LIES"):
    Handler = LyingHandler

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
