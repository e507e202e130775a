"""Scapy's ESP as a service: one request a line on stdin, one answer a line on stdout, bytes in hexadecimal.

seal ALGORITHM KEYS SPI ESN SEQUENCE IV HEADER PORTS INNER -> the outer packet
open ALGORITHM KEYS SPI ESN HEADER PORTS OUTER             -> the inner packet

ALGORITHM is as in the configuration or one that others speak, KEYS is all of the keying material or a dash, ESN is the
high half of an extended sequence number or a dash, SEQUENCE is the low half, an empty IV is written as a dash. HEADER is an
outer IPv4 or IPv6 header, whose lengths, checksum and next header are filled in, or a dash in transport mode. PORTS are
source and destination of UDP encapsulation with a comma between, or a dash.

Scapy lacks implicit IVs, AES-GMAC, and extended sequence numbers with HMACs; these are made here of python3-cryptography.
"""
import copy
import struct
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.ipsec import (
    AUTH_ALGOS, CRYPT_ALGOS, ESP, CryptAlgo, IPSecIntegrityError, SecurityAssociation, _ESPPlain)
from scapy.packet import raw


def header(esp, esn_en, esn):
    return struct.pack("!L", esp.spi) + (struct.pack("!L", esn) if esn_en else b"") + struct.pack("!L", esp.seq)


class ImplicitIv(CryptAlgo):
    """RFC 8750: the nonce is the salt and then the sequence number in 64 bits."""

    def __init__(self, explicit):
        self.__dict__.update(explicit.__dict__)
        self.iv_size = 0
        self._format_mode_iv = lambda sa, **_: sa.crypt_salt + struct.pack("!Q", self.sequence)

    def encrypt(self, sa, esp, key, icv_size=None, esn_en=False, esn=0):
        self.sequence = ((esn if esn_en else 0) << 32) | esp.seq
        return super().encrypt(sa, esp, key, icv_size, esn_en, esn)

    def decrypt(self, sa, esp, key, icv_size=None, esn_en=False, esn=0):
        self.sequence = ((esn if esn_en else 0) << 32) | esp.seq
        return super().decrypt(sa, esp, key, icv_size, esn_en, esn)


class Gmac(CryptAlgo):
    """RFC 4543: all of the packet is authenticated, and nothing encrypted."""

    def __init__(self):
        self.__dict__.update(CRYPT_ALGOS["AES-GCM"].__dict__)

    def encrypt(self, sa, esp, key, icv_size=None, esn_en=False, esn=0):
        shown = esp.iv + esp.data_for_encryption()
        tag = AESGCM(key).encrypt(sa.crypt_salt + esp.iv, b"", header(esp, esn_en, esn) + shown)
        return ESP(spi=esp.spi, seq=esp.seq, data=shown + tag)

    def decrypt(self, sa, esp, key, icv_size=None, esn_en=False, esn=0):
        shown, tag = esp.data[:-16], esp.data[-16:]
        try:
            AESGCM(key).decrypt(sa.crypt_salt + shown[:8], tag, header(esp, esn_en, esn) + shown)
        except InvalidTag as e:
            raise IPSecIntegrityError(e)
        padlen, nh = shown[-2:]
        return _ESPPlain(spi=esp.spi, seq=esp.seq, iv=shown[:8], data=shown[8:-2 - padlen], padlen=padlen, nh=nh)


def with_esn(auth, esn):
    """RFC 4303 2.2.1: an HMAC also covers the high half, which is not sent. Scapy 2.5 does not know; 2.6 tells sign so."""
    def digest(covered, key):
        mac = auth.new_mac(key)
        mac.update(covered + struct.pack("!L", esn))
        return mac.finalize()[:auth.icv_size]

    def sign(packet, key, **_):
        packet[ESP].data += digest(raw(packet[ESP]), key)
        return packet

    def verify(packet, key, **_):
        covered = raw(packet[ESP])
        if digest(covered[:-auth.icv_size], key) != covered[-auth.icv_size:]:
            raise IPSecIntegrityError("the ICV is wrong")

    extended = copy.copy(auth)
    extended.sign, extended.verify = sign, verify
    return extended


CRYPT_ALGOS["AES-GCM-IIV"] = ImplicitIv(CRYPT_ALGOS["AES-GCM"])
CRYPT_ALGOS["CHACHA20-POLY1305-IIV"] = ImplicitIv(CRYPT_ALGOS["CHACHA20-POLY1305"])
CRYPT_ALGOS["AES-GMAC"] = Gmac()

# Scapy's names, and the bytes of the key (and salt) that encrypts; what is left is the key of the integrity algorithm.
ALGORITHMS = {
    "aes-128-gcm-16": ("AES-GCM", 20, None),
    "aes-192-gcm-16": ("AES-GCM", 28, None),
    "aes-256-gcm-16": ("AES-GCM", 36, None),
    "chacha20-poly1305": ("CHACHA20-POLY1305", 36, None),
    "aes-128-gcm-16-iiv": ("AES-GCM-IIV", 20, None),
    "aes-256-gcm-16-iiv": ("AES-GCM-IIV", 36, None),
    "chacha20-poly1305-iiv": ("CHACHA20-POLY1305-IIV", 36, None),
    "auth-only-aes-128-gmac": ("AES-GMAC", 20, None),
    "auth-only-aes-256-gmac": ("AES-GMAC", 36, None),
    # None of ours:
    "3des-cbc-hmac-sha1-96": ("3DES", 24, "HMAC-SHA1-96"),
    "aes-128-cbc-hmac-sha1-96": ("AES-CBC", 16, "HMAC-SHA1-96"),
    "aes-128-cbc-aes-cmac-96": ("AES-CBC", 16, "AES-CMAC-96"),
    "aes-128-ctr-hmac-sha-256-128": ("AES-CTR", 20, "SHA2-256-128"),
    "aes-128-ccm-16": ("AES-CCM", 19, None),
    "null-hmac-md5-96": ("NULL", 0, "HMAC-MD5-96"),
    "null-null": ("NULL", 0, None),
}
for hash_name in ("256-128", "384-192", "512-256"):
    ALGORITHMS["aes-128-cbc-hmac-sha-" + hash_name] = ("AES-CBC", 16, "SHA2-" + hash_name)
    ALGORITHMS["aes-256-cbc-hmac-sha-" + hash_name] = ("AES-CBC", 32, "SHA2-" + hash_name)
    ALGORITHMS["auth-only-null-hmac-sha-" + hash_name] = ("NULL", 0, "SHA2-" + hash_name)


def association(algorithm, keys, spi, esn, tunnel):
    crypt, length, auth = ALGORITHMS[algorithm]
    material = bytes.fromhex(keys.strip("-"))
    sa = SecurityAssociation(
        ESP, spi=int(spi), tunnel_header=tunnel, crypt_algo=crypt, crypt_key=material[:length] or None,
        auth_algo=auth, auth_key=material[length:] or None, esn_en=esn != "-", esn=int(esn.replace("-", "0")))
    if auth and esn != "-":
        sa.auth_algo = with_esn(AUTH_ALGOS[auth], int(esn))
    return sa


def ip(packet):
    return IP(packet) if packet[0] >> 4 == 4 else IPv6(packet)


def tunnel_header(header):
    return None if header == "-" else ip(bytes.fromhex(header))


def seal(algorithm, keys, spi, esn, sequence, iv, header, ports, inner):
    sa = association(algorithm, keys, spi, esn, tunnel_header(header))
    sa.seq_num = int(sequence)
    if ports != "-":
        source, destination = map(int, ports.split(","))
        sa.nat_t_header = UDP(sport=source, dport=destination)
    packet = sa.encrypt(ip(bytes.fromhex(inner)), iv=bytes.fromhex(iv.strip("-")))
    if ports != "-":
        # Scapy leaves a length of 8 there, and no checksum over IPv6 either.
        del packet[UDP].len
        if packet.version == 6:
            del packet[UDP].chksum
    return packet


def unseal(algorithm, keys, spi, esn, header, ports, outer):
    packet = ip(bytes.fromhex(outer))
    if ports != "-":
        # What is behind port 4500 is guessed by each release of scapy in its own way: it is told.
        udp = packet[UDP]
        if (udp.sport, udp.dport, udp.len) != (*map(int, ports.split(",")), len(udp)):
            raise ValueError("UDP ports or length")
        esp = ESP(raw(udp.payload))
        below = udp.underlayer
        below.remove_payload()
        packet = packet / esp
    return association(algorithm, keys, spi, esn, tunnel_header(header)).decrypt(packet)


REQUESTS = {"seal": seal, "open": unseal}

print("ready", flush=True)
for line in sys.stdin:
    request, *arguments = line.split()
    try:
        print(bytes(REQUESTS[request](*arguments)).hex(), flush=True)
    except Exception as e:  # the test is told, whatever it was
        print("error", type(e).__name__, e, flush=True)
