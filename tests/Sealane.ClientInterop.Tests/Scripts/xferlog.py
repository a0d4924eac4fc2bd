"""Reads an xferlog as its manual page describes it, and prints each line as JSON; ends with an error at the first line that is not as described.

Argument: the file.
"""
import json
import sys
import time

for number, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    fields = line.rstrip("\n").replace("  ", " ").split(" ")
    if len(fields) != 18:
        sys.exit(f"line {number} has {len(fields)} fields: {line}")
    moment = time.strptime(" ".join(fields[:5]), "%a %b %d %H:%M:%S %Y")
    seconds, host, size, name, kind, action, direction, access, user, service, method, method_user, completion = fields[5:]
    allowed = [
        (kind, "ab"), (action, "CUT_"), (direction, "iod"), (access, "agr"), (method, "01"), (completion, "ci"),
    ]
    if not all(len(value) == 1 and value in values for value, values in allowed) or service != "ftp" or not name.startswith("/"):
        sys.exit(f"line {number} has a field that cannot be: {line}")
    print(json.dumps({
        "time": time.mktime(moment), "seconds": int(seconds), "host": host, "bytes": int(size), "file": name, "type": kind, "direction": direction,
        "access": access, "user": user, "method_user": method_user, "completion": completion,
    }))
