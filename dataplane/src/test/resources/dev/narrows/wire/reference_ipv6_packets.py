"""Prints random IPv6 frames and what scapy reads in them, one frame a line: hexadecimal, then field=value pairs.

Usage: reference_ipv6_packets.py COUNT SEED. Exit code 77 where scapy is not installed.
"""

import ipaddress
import random
import struct
import sys

try:
    from scapy.layers.inet import TCP, UDP
    from scapy.layers.inet6 import (ICMPv6EchoReply, ICMPv6EchoRequest, ICMPv6ND_NA, ICMPv6ND_NS,
                                    ICMPv6NDOptDstLLAddr, ICMPv6NDOptSrcLLAddr, ICMPv6PacketTooBig, IPv6,
                                    IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop,
                                    IPv6ExtHdrRouting, PadN)
    from scapy.layers.l2 import Ether
    from scapy.packet import Raw
except ImportError:
    sys.exit(77)


def some_bytes(most):
    return random.randbytes(random.randint(0, most))


def mac(first):
    return ":".join(f"{octet:02x}" for octet in bytes([first]) + random.randbytes(5))


def address(first=0x20):
    """An address with runs of zeros, for the rules of RFC 5952, and never in a group."""
    groups = [random.choice([0, 0, random.randrange(65536)]) for _ in range(7)]
    return str(ipaddress.IPv6Address(struct.pack(">8H", first << 8, *groups)))


def ipv6(**more):
    defaults = {"src": address(), "dst": address(), "tc": random.randrange(256), "fl": random.randrange(1 << 20),
                "hlim": random.randrange(1, 255)}
    return IPv6(**(defaults | more))


def options(header):
    """An extension header with padding of its own."""
    return header(options=[PadN(optdata=bytes(random.randint(0, 40)))])


def extended(**more):
    packet = ipv6(**more)
    if random.random() < 0.3:
        packet /= options(IPv6ExtHdrHopByHop)
    if random.random() < 0.3:
        packet /= options(IPv6ExtHdrDestOpt)
    if random.random() < 0.2:
        packet /= IPv6ExtHdrRouting(type=253, segleft=0, addresses=[address() for _ in range(random.randint(1, 3))])
    return packet


def udp():
    return extended() / UDP(sport=random.randrange(65536), dport=random.randrange(65536)) / Raw(some_bytes(1300))


def tcp():
    return extended() / TCP(sport=random.randrange(65536), dport=random.randrange(65536)) / Raw(some_bytes(64))


def echo():
    kind = random.choice([ICMPv6EchoRequest, ICMPv6EchoReply])
    return extended() / kind(id=random.randrange(65536), seq=random.randrange(65536), data=some_bytes(1300))


def too_big():
    esp = struct.pack(">II", random.randrange(1 << 32), random.randrange(1 << 32)) + some_bytes(64)
    quoted = extended(nh=50, plen=random.randint(1000, 65535))
    last = quoted
    while last.payload:
        last = last.payload
    last.nh = 50
    return ipv6() / ICMPv6PacketTooBig(mtu=random.randrange(1 << 32)) / Raw(bytes(quoted / Raw(esp)))


def fragment():
    header = IPv6ExtHdrFragment(nh=random.choice([17, 50, 60]), offset=random.randrange(1, 8192),
                                m=random.randrange(2), id=random.randrange(1 << 32))
    return extended() / header / Raw(some_bytes(1300))


def solicitation():
    return ipv6(hlim=255) / ICMPv6ND_NS(tgt=address()) / ICMPv6NDOptSrcLLAddr(lladdr=mac(2))


def advertisement():
    message = ICMPv6ND_NA(tgt=address(), R=random.randrange(2), S=random.randrange(2), O=random.randrange(2))
    return ipv6(hlim=255) / message / ICMPv6NDOptDstLLAddr(lladdr=mac(2))


EXTENSIONS = (IPv6ExtHdrHopByHop, IPv6ExtHdrDestOpt, IPv6ExtHdrRouting, IPv6ExtHdrFragment)


def header_fields(prefix, ip):
    length = 40
    layer = ip
    while isinstance(layer.payload, EXTENSIONS):
        layer = layer.payload
        length += 8 if isinstance(layer, IPv6ExtHdrFragment) else 8 * (layer.len + 1)
    return {prefix + name: value for name, value in {
        "trafficClass": ip.tc, "flowLabel": ip.fl, "hopLimit": ip.hlim, "totalLength": ip.plen + 40,
        "headerLength": length, "protocol": layer.nh, "source": ip.src, "destination": ip.dst}.items()}


def fields(frame):
    ip = frame[IPv6]
    found = header_fields("ip.", ip)
    if IPv6ExtHdrFragment in frame:
        f = frame[IPv6ExtHdrFragment]
        found |= {"fragment.offset": f.offset * 8, "fragment.more": f.m, "fragment.identification": f.id}
    elif ICMPv6PacketTooBig in frame:
        i = frame[ICMPv6PacketTooBig]
        found |= {"icmp.type": i.type, "icmp.code": i.code, "icmp.checksum": i.cksum, "icmp.mtu": i.mtu}
        found |= header_fields("quote.", IPv6(bytes(i.payload)))
    elif UDP in frame:
        u = frame[UDP]
        found |= {"udp.sourcePort": u.sport, "udp.destinationPort": u.dport, "udp.checksum": u.chksum}
    elif TCP in frame:
        found |= {"tcp.sourcePort": frame[TCP].sport, "tcp.destinationPort": frame[TCP].dport}
    elif ICMPv6ND_NS in frame or ICMPv6ND_NA in frame:
        is_ns = ICMPv6ND_NS in frame
        i = frame[ICMPv6ND_NS if is_ns else ICMPv6ND_NA]
        link = frame[ICMPv6NDOptSrcLLAddr if is_ns else ICMPv6NDOptDstLLAddr].lladdr
        found |= {"icmp.type": i.type, "icmp.code": i.code, "icmp.checksum": i.cksum, "neighbour.target": i.tgt,
                  "neighbour.mac": link, "neighbour.solicited": 0 if is_ns else i.S,
                  "neighbour.override": 0 if is_ns else i.O}
    else:
        i = ip.getlayer(ICMPv6EchoRequest) or ip.getlayer(ICMPv6EchoReply)
        found |= {"icmp.type": i.type, "icmp.code": i.code, "icmp.checksum": i.cksum, "icmp.identifier": i.id,
                  "icmp.sequence": i.seq}
    return found


def main():
    random.seed(int(sys.argv[2]))
    kinds = [udp, tcp, echo, too_big, fragment, solicitation, advertisement]
    for number in range(int(sys.argv[1])):
        raw = bytes(Ether(src=mac(2), dst=mac(2), type=0x86DD) / kinds[number % len(kinds)]())
        print(raw.hex(), *(f"{name}={value}" for name, value in fields(Ether(raw)).items()))


main()
