package dev.narrows.fragment;

/** Whose datagrams some slots hold, in the order of their age. */
final class DatagramSource {
    private long key;
    private int count;
    private PartialDatagram oldest;
    private PartialDatagram newest;

    DatagramSource begin(long sourceKey) {
        key = sourceKey;
        return this;
    }

    long key() {
        return key;
    }

    int count() {
        return count;
    }

    PartialDatagram oldest() {
        return oldest;
    }

    void append(PartialDatagram datagram) {
        datagram.source = this;
        datagram.newerOfSource = null;
        datagram.olderOfSource = newest;
        if (newest == null) {
            oldest = datagram;
        } else {
            newest.newerOfSource = datagram;
        }
        newest = datagram;
        count++;
    }

    void remove(PartialDatagram datagram) {
        if (datagram.olderOfSource == null) {
            oldest = datagram.newerOfSource;
        } else {
            datagram.olderOfSource.newerOfSource = datagram.newerOfSource;
        }
        if (datagram.newerOfSource == null) {
            newest = datagram.olderOfSource;
        } else {
            datagram.newerOfSource.olderOfSource = datagram.olderOfSource;
        }
        count--;
    }
}
