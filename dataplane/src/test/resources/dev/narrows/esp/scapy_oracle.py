"""Scapy's ESP as a service: one request a line on stdin, one answer a line on stdout, bytes in hexadecimal.

seal ALGORITHM KEYS SPI SEQUENCE IV TOS IDENTIFICATION DF INNER -> the outer packet
open ALGORITHM KEYS SPI OUTER                                   -> the inner packet

ALGORITHM is as in the configuration, KEYS is all of the keying material, an empty IV is written as a dash.
"""
import sys

from scapy.layers.inet import IP
from scapy.layers.ipsec import ESP, SecurityAssociation


# Scapy's names, and the bytes of the key (and salt) that encrypts; what is left is the key of the integrity algorithm.
ALGORITHMS = {
    "aes-128-gcm-16": ("AES-GCM", 20, None),
    "aes-192-gcm-16": ("AES-GCM", 28, None),
    "aes-256-gcm-16": ("AES-GCM", 36, None),
    "chacha20-poly1305": ("CHACHA20-POLY1305", 36, None),
}


def association(algorithm, keys, spi, header):
    crypt, length, auth = ALGORITHMS[algorithm]
    material = bytes.fromhex(keys)
    return SecurityAssociation(
        ESP, spi=int(spi), tunnel_header=header, crypt_algo=crypt, crypt_key=material[:length] or None,
        auth_algo=auth, auth_key=material[length:] or None)


def seal(algorithm, keys, spi, sequence, iv, tos, identification, df, inner):
    header = IP(src="192.0.1.2", dst="192.0.2.2", tos=int(tos), id=int(identification), flags="DF" if df == "1" else 0)
    return association(algorithm, keys, spi, header).encrypt(
        IP(bytes.fromhex(inner)), seq_num=int(sequence), iv=bytes.fromhex(iv.strip("-")))


def unseal(algorithm, keys, spi, outer):
    header = IP(src="192.0.1.2", dst="192.0.2.2")
    return association(algorithm, keys, spi, header).decrypt(IP(bytes.fromhex(outer)))


REQUESTS = {"seal": seal, "open": unseal}

print("ready", flush=True)
for line in sys.stdin:
    request, *arguments = line.split()
    try:
        print(bytes(REQUESTS[request](*arguments)).hex(), flush=True)
    except Exception as e:  # the test is told, whatever it was
        print("error", type(e).__name__, e, flush=True)
