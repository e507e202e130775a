"""Prints random SYNs, a limit, and each SYN as scapy builds it with no more than that limit as its maximum segment size:
in hexadecimal, then limit=N and clamped=hexadecimal.

Usage: reference_syns.py COUNT SEED. Exit code 77 where scapy is not installed.
"""

import random
import sys

try:
    from scapy.layers.inet import IP, IPOption_NOP, TCP
    from scapy.layers.inet6 import IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment
    from scapy.packet import Raw
except ImportError:
    sys.exit(77)

AUTHENTICATION = 29


def option():
    return random.choice([
        ("NOP", None), ("NOP", None), ("WScale", random.randrange(15)), ("SAckOK", b""),
        ("Timestamp", (random.randrange(1 << 32), 0)), (19, random.randbytes(16)), (253, random.randbytes(random.randrange(6)))])


def length(options):
    return sum({"NOP": 1, "EOL": 1, "WScale": 3, "SAckOK": 2, "Timestamp": 10, "MSS": 4}.get(
        kind, 2 + len(value) if isinstance(value, bytes) else 0) for kind, value in options)


def options():
    found = [option() for _ in range(random.randrange(6))]
    if random.random() < 0.9:
        found.insert(random.randint(0, len(found)), ("MSS", random.randrange(65536)))
    if random.random() < 0.1:
        found.insert(random.randint(0, len(found)), (AUTHENTICATION, random.randbytes(14)))
    while length(found) > 40:
        found.pop()
    return found


def clamped(found, limit):
    if any(kind == AUTHENTICATION for kind, _ in found):
        return found
    return [(kind, min(value, limit) if kind == "MSS" else value) for kind, value in found]


def packet(tcp, data, state):
    random.setstate(state)
    if random.random() < 0.5:
        ip = IP(src="10.1.0.2", dst="10.2.0.2", flags="DF", options=[IPOption_NOP()] * random.choice([0, 0, 4]))
        return bytes(ip / tcp / Raw(data))
    ip = IPv6(src="2001:db8:a::2", dst="2001:db8:d::2")
    if random.random() < 0.3:
        ip = ip / IPv6ExtHdrDestOpt()
    if random.random() < 0.3:
        ip = ip / IPv6ExtHdrFragment(id=7)
    return bytes(ip / tcp / Raw(data))


def main():
    random.seed(int(sys.argv[2]))
    for _ in range(int(sys.argv[1])):
        found, limit, data = options(), random.randrange(400, 9200), random.randbytes(random.choice([0, 0, 7, 100]))
        fields = {"sport": random.randrange(65536), "dport": random.randrange(65536), "seq": random.randrange(1 << 32),
                  "flags": random.choice(["S", "SA", "SEC"])}
        state = random.getstate()
        before = packet(TCP(options=found, **fields), data, state)
        after = packet(TCP(options=clamped(found, limit), **fields), data, state)
        print(before.hex(), f"limit={limit}", f"clamped={after.hex()}")


main()
