"""Scapy's ESP as a service: one request a line on stdin, one answer a line on stdout, bytes in hexadecimal.

seal KEY SPI SEQUENCE TOS IDENTIFICATION DF INNER -> the outer packet
open KEY SPI OUTER                                -> the inner packet
"""
import sys

from scapy.layers.inet import IP
from scapy.layers.ipsec import ESP, SecurityAssociation


def association(key, spi, header):
    return SecurityAssociation(
        ESP, spi=int(spi), crypt_algo="AES-GCM", crypt_key=bytes.fromhex(key), tunnel_header=header)


def seal(key, spi, sequence, tos, identification, df, inner):
    header = IP(src="192.0.1.2", dst="192.0.2.2", tos=int(tos), id=int(identification), flags="DF" if df == "1" else 0)
    iv = int(sequence).to_bytes(8, "big")
    return association(key, spi, header).encrypt(IP(bytes.fromhex(inner)), seq_num=int(sequence), iv=iv)


def unseal(key, spi, outer):
    return association(key, spi, IP(src="192.0.1.2", dst="192.0.2.2")).decrypt(IP(bytes.fromhex(outer)))


REQUESTS = {"seal": seal, "open": unseal}

print("ready", flush=True)
for line in sys.stdin:
    request, *arguments = line.split()
    try:
        print(bytes(REQUESTS[request](*arguments)).hex(), flush=True)
    except Exception as e:  # the test is told, whatever it was
        print("error", type(e).__name__, e, flush=True)
