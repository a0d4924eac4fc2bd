"""The beginning of an FTP server that speaks TLS 1.0 and nothing newer. Argument: certificate with key. Prints its port."""
import socket
import ssl
import sys
import threading

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.set_ciphers("ALL:@SECLEVEL=0")
context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
context.load_cert_chain(sys.argv[1])


def serve(client):
    try:
        client.sendall(b"220 ready\r\n")
        while True:
            line = client.recv(1000)
            if not line:
                return
            if line.upper().startswith(b"AUTH"):
                client.sendall(b"234 go on\r\n")
                client = context.wrap_socket(client, server_side=True)
            else:
                client.sendall(b"530 not yet\r\n")
    except OSError:
        pass
    finally:
        client.close()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
