"""Prints random frames and what scapy reads in them, one frame a line: hexadecimal, then field=value pairs.

Usage: reference_packets.py COUNT SEED. Exit code 77 where scapy is not installed.
"""

import random
import struct
import sys

try:
    from scapy.layers.inet import ICMP, IP, IPOption_NOP, IPOption_Router_Alert, TCP, UDP
    from scapy.layers.l2 import ARP, Ether
    from scapy.packet import Raw
except ImportError:
    sys.exit(77)


def some_bytes(most):
    return random.randbytes(random.randint(0, most))


def mac():
    return ":".join(f"{octet:02x}" for octet in random.randbytes(6))


def address():
    return ".".join(str(octet) for octet in random.randbytes(4))


def ipv4(**more):
    options = random.choice([[], [], [IPOption_NOP()] * random.randint(1, 40), [IPOption_Router_Alert()]])
    return IP(src=address(), dst=address(), tos=random.randrange(256), id=random.randrange(65536),
              ttl=random.randrange(256), options=options, **more)


def udp():
    ports = {"sport": random.randrange(65536), "dport": random.randrange(65536)}
    return ipv4(flags=random.choice(["", "DF"])) / UDP(**ports) / Raw(some_bytes(1400))


def tcp():
    segment = TCP(sport=random.randrange(65536), dport=random.randrange(65536), seq=random.randrange(1 << 32),
                  flags=random.randrange(256), options=random.choice([[], [("MSS", 1460)]]))
    return ipv4(flags="DF") / segment / Raw(some_bytes(64))


def echo():
    message = ICMP(type=random.choice([0, 8]), id=random.randrange(65536), seq=random.randrange(65536))
    return ipv4() / message / Raw(some_bytes(1400))


def too_big():
    esp = struct.pack(">II", random.randrange(1 << 32), random.randrange(1 << 32)) + some_bytes(64)
    quoted = ipv4(flags="DF", proto=50, len=random.randint(576, 65535)) / Raw(esp)
    return ipv4() / ICMP(type=3, code=4, nexthopmtu=random.randrange(65536)) / Raw(bytes(quoted))


def fragment():
    return ipv4(flags=random.choice(["", "MF"]), frag=random.randrange(1, 8192), proto=50) / Raw(some_bytes(1400))


def arp():
    return ARP(op=random.choice([1, 2]), hwsrc=mac(), psrc=address(), hwdst=mac(), pdst=address())


def ip_fields(prefix, ip):
    return {prefix + name: value for name, value in {
        "headerLength": ip.ihl * 4, "tos": ip.tos, "totalLength": ip.len, "identification": ip.id,
        "dontFragment": str(bool(ip.flags.DF)).lower(), "moreFragments": str(bool(ip.flags.MF)).lower(),
        "fragmentOffset": ip.frag * 8, "ttl": ip.ttl, "protocol": ip.proto, "checksum": ip.chksum,
        "source": ip.src, "destination": ip.dst}.items()}


def fields(frame):
    found = {"eth.destination": frame.dst, "eth.source": frame.src, "eth.type": frame.type}
    if ARP in frame:
        a = frame[ARP]
        return found | {"arp.operation": a.op, "arp.senderMac": a.hwsrc, "arp.senderAddress": a.psrc,
                        "arp.targetMac": a.hwdst, "arp.targetAddress": a.pdst}
    found |= ip_fields("ip.", frame[IP])
    if frame[IP].frag:
        return found
    if frame[IP].proto == 17:
        u = frame[UDP]
        found |= {"udp.sourcePort": u.sport, "udp.destinationPort": u.dport, "udp.length": u.len,
                  "udp.checksum": u.chksum}
    elif frame[IP].proto == 6:
        t = frame[TCP]
        found |= {"tcp.sourcePort": t.sport, "tcp.destinationPort": t.dport, "tcp.sequence": t.seq,
                  "tcp.headerLength": t.dataofs * 4, "tcp.flags": int(t.flags) & 0xFF}
    elif frame[IP].proto == 1:
        i = frame[ICMP]
        found |= {"icmp.type": i.type, "icmp.code": i.code, "icmp.checksum": i.chksum}
        if i.type == 3:
            found |= {"icmp.nextHopMtu": i.nexthopmtu} | ip_fields("quote.", IP(bytes(i.payload)))
        else:
            found |= {"icmp.identifier": i.id, "icmp.sequence": i.seq}
    return found


def main():
    random.seed(int(sys.argv[2]))
    kinds = [udp, tcp, echo, too_big, fragment, arp]
    for number in range(int(sys.argv[1])):
        raw = bytes(Ether(src=mac(), dst=mac()) / kinds[number % len(kinds)]())
        print(raw.hex(), *(f"{name}={value}" for name, value in fields(Ether(raw)).items()))


main()
