/*
 * The floor: receives from the first port, puts each IPv4 packet into ESP (RFC 4303, tunnel mode, AES-GCM as in
 * RFC 4106), sends it by the second port, and does nothing else. There is no policy, no lookup, no lifetime and no
 * check that anybody but the bench could rely on: it is what a gateway on the same devices can hardly be faster than.
 *
 * After EAL's arguments come the SPI and the outer source and destination, in hexadecimal. The first line of the
 * standard input is the keying material (RFC 4106 8.1), likewise. Each further line is answered with the time and the
 * packets sent so far; where the input ends, it does, too.
 */
#include <intel-ipsec-mb.h>
#include <inttypes.h>
#include <rte_byteorder.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_launch.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BURST = 32,
    ETHERNET = 14,
    IPV4 = 20,
    ESP = 8,
    IV = 8,
    ICV = 16,
    HEADERS = IPV4 + ESP + IV,
    SALT = 4,
    LONGEST_KEY = 32,
    MBUFS = 16383,
    POOL_CACHE = 256,
    DESCRIPTORS = 512,
};

/* A nonce has a cache line of its own, and is written a pass before the call that reads it: that loads it wider than it
 * was stored, and waits for as long as it takes to encrypt a small packet where the store is only just behind. */
struct nonce {
    uint32_t salt;
    uint64_t iv;
} __attribute__((packed, aligned(64)));

static struct nonce nonces[BURST];
static struct gcm_key_data key __attribute__((aligned(64)));
static struct gcm_context_data context __attribute__((aligned(64)));
static aes_gcm_enc_dec_t seal;

/* Ethernet, outer IPv4 header without length, identification and checksum, SPI; in the order of the wire. */
static uint8_t template[ETHERNET + IPV4 + 4];
static uint32_t template_sum;
/* Padding, its length and the next header (RFC 4303 2.4 to 2.6), by the bytes of padding. */
static uint64_t trailers[4];

static uint64_t sent __attribute__((aligned(64)));
static int is_stopped;

static void fail(const char *what)
{
    printf("floor: failed: %s\n", what);
    fflush(stdout);
    exit(1);
}

static void make_template(uint32_t spi, uint32_t source, uint32_t destination)
{
    static const uint8_t start[ETHERNET + IPV4] = {
        0x02, 0, 0, 0, 0, 0xbb, 0x02, 0, 0, 0, 0, 0xaa, 0x08, 0x00,
        0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, IPPROTO_ESP,
    };
    memcpy(template, start, sizeof(start));
    source = rte_cpu_to_be_32(source);
    destination = rte_cpu_to_be_32(destination);
    spi = rte_cpu_to_be_32(spi);
    memcpy(template + ETHERNET + 12, &source, 4);
    memcpy(template + ETHERNET + 16, &destination, 4);
    memcpy(template + ETHERNET + IPV4, &spi, 4);
    for (int i = 0; i < IPV4; i += 2) {
        template_sum += (uint32_t)template[ETHERNET + i] << 8 | template[ETHERNET + i + 1];
    }
    for (uint64_t pad = 0; pad < 4; pad++) {
        uint64_t trailer = 0;
        for (uint64_t i = 0; i < pad; i++) {
            trailer |= (i + 1) << 8 * i;
        }
        trailers[pad] = trailer | pad << 8 * pad | (uint64_t)IPPROTO_IPIP << 8 * (pad + 1);
    }
}

/* Writes everything that a packet gets but ciphertext and ICV. Returns the bytes to encrypt, or 0 where it is no IPv4
 * packet that fits. */
static inline uint32_t prepare(struct rte_mbuf *packet, uint64_t sequence, struct nonce *nonce)
{
    uint8_t *inner = rte_pktmbuf_mtod_offset(packet, uint8_t *, ETHERNET);
    uint32_t total = (uint32_t)inner[2] << 8 | inner[3];
    uint32_t length = (total + 5) & ~3u;
    uint32_t outer = length + HEADERS + ICV;
    uint8_t *ip = inner - HEADERS;
    uint32_t identification = sequence & 0xffff;
    uint32_t sum = template_sum + outer + identification;
    uint64_t iv = rte_cpu_to_be_64(sequence);

    if (unlikely((inner[0] != 0x45) | (total + ETHERNET > packet->data_len)
                 | (packet->data_off < HEADERS) | (rte_pktmbuf_tailroom(packet) < ICV + 8))) {
        return 0;
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    memcpy(inner + total, &trailers[length - total - 2], 8);
    memcpy(ip - ETHERNET, template, sizeof(template));
    *(unaligned_uint16_t *)(ip + 2) = rte_cpu_to_be_16(outer);
    *(unaligned_uint16_t *)(ip + 4) = rte_cpu_to_be_16(identification);
    *(unaligned_uint16_t *)(ip + 10) = rte_cpu_to_be_16(~sum & 0xffff);
    *(unaligned_uint32_t *)(ip + IPV4 + 4) = rte_cpu_to_be_32((uint32_t)sequence);
    *(unaligned_uint64_t *)(ip + IPV4 + ESP) = iv;
    nonce->iv = iv;
    packet->data_off -= HEADERS;
    packet->data_len = ETHERNET + outer;
    packet->pkt_len = ETHERNET + outer;
    return length;
}

static int work(void *unused)
{
    struct rte_mbuf *packets[BURST];
    uint32_t lengths[BURST];
    uint64_t sequence = 0;

    (void)unused;
    while (!__atomic_load_n(&is_stopped, __ATOMIC_RELAXED)) {
        uint16_t count = rte_eth_rx_burst(0, 0, packets, BURST);
        if (count == 0) {
            continue;
        }
        for (int i = 0; i < count; i++) {
            lengths[i] = prepare(packets[i], ++sequence, &nonces[i]);
            if (unlikely(lengths[i] == 0)) {
                fail("a packet is not IPv4, or does not fit");
            }
        }
        for (int i = 0; i < count; i++) {
            uint8_t *payload = rte_pktmbuf_mtod_offset(packets[i], uint8_t *, ETHERNET + HEADERS);
            seal(&key, &context, payload, payload, lengths[i], (uint8_t *)&nonces[i], payload - IV - ESP, ESP,
                 payload + lengths[i], ICV);
        }
        uint16_t taken = rte_eth_tx_burst(1, 0, packets, count);
        if (unlikely(taken < count)) {
            rte_pktmbuf_free_bulk(packets + taken, count - taken);
        }
        __atomic_store_n(&sent, sent + taken, __ATOMIC_RELAXED);
    }
    return 0;
}

/* Returns the bytes of keying material that a line holds. */
static int parse_key(const char *line, uint8_t *bytes)
{
    int count = 0;
    unsigned int byte;

    while (count < LONGEST_KEY + SALT && sscanf(line + 2 * count, "%2x", &byte) == 1) {
        bytes[count++] = (uint8_t)byte;
    }
    return count;
}

static void expand_key(const uint8_t *bytes, int count)
{
    IMB_MGR *manager = alloc_mb_mgr(0);

    if (manager == NULL) {
        fail("ipsec-mb has no memory");
    }
    init_mb_mgr_auto(manager, NULL);
    switch (count - SALT) {
    case 16:
        IMB_AES128_GCM_PRE(manager, bytes, &key);
        seal = manager->gcm128_enc;
        break;
    case 24:
        IMB_AES192_GCM_PRE(manager, bytes, &key);
        seal = manager->gcm192_enc;
        break;
    case 32:
        IMB_AES256_GCM_PRE(manager, bytes, &key);
        seal = manager->gcm256_enc;
        break;
    default:
        fail("the keying material is of no length that AES-GCM has");
    }
    for (int i = 0; i < BURST; i++) {
        memcpy(&nonces[i].salt, bytes + count - SALT, SALT);
    }
}

static void open_port(uint16_t port, struct rte_mempool *pool)
{
    struct rte_eth_conf conf = {0};

    if (rte_eth_dev_configure(port, 1, 1, &conf) < 0
        || rte_eth_rx_queue_setup(port, 0, DESCRIPTORS, rte_eth_dev_socket_id(port), NULL, pool) < 0
        || rte_eth_tx_queue_setup(port, 0, DESCRIPTORS, rte_eth_dev_socket_id(port), NULL) < 0
        || rte_eth_dev_start(port) < 0) {
        fail("a port does not start");
    }
}

static void answer(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    printf("floor: nanos=%" PRIu64 " packets=%" PRIu64 "\n",
           (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec, __atomic_load_n(&sent, __ATOMIC_RELAXED));
    fflush(stdout);
}

int main(int argc, char **argv)
{
    char line[256];
    uint8_t bytes[LONGEST_KEY + SALT];
    struct rte_mempool *pool;
    int used = rte_eal_init(argc, argv);

    if (used < 0 || argc - used != 4) {
        fail("EAL does not start, or arguments are missing");
    }
    make_template((uint32_t)strtoul(argv[used + 1], NULL, 16), (uint32_t)strtoul(argv[used + 2], NULL, 16),
                  (uint32_t)strtoul(argv[used + 3], NULL, 16));
    if (fgets(line, sizeof(line), stdin) == NULL) {
        fail("there is no key");
    }
    expand_key(bytes, parse_key(line, bytes));
    pool = rte_pktmbuf_pool_create("floor", MBUFS, POOL_CACHE, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
    if (pool == NULL || rte_eth_dev_count_avail() != 2) {
        fail("there are not two ports, or no memory");
    }
    open_port(0, pool);
    open_port(1, pool);
    if (rte_eal_mp_remote_launch(work, NULL, SKIP_MAIN) != 0 || rte_lcore_count() != 2) {
        fail("it wants two cores");
    }
    answer();
    while (fgets(line, sizeof(line), stdin) != NULL) {
        answer();
    }
    __atomic_store_n(&is_stopped, 1, __ATOMIC_RELAXED);
    rte_eal_mp_wait_lcore();
    for (uint16_t port = 0; port < 2; port++) {
        rte_eth_dev_stop(port);
        rte_eth_dev_close(port);
    }
    rte_eal_cleanup();
    return 0;
}
