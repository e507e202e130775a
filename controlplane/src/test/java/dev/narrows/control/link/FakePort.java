package dev.narrows.control.link;

/** A port whose link a test changes. */
public final class FakePort implements PortProbe {
    private final int number;
    private boolean isUp = true;
    private int mtu = 9216;
    private long sent = 2;
    private long txErrors = 5;

    public FakePort(int number) {
        this.number = number;
    }

    /** The link goes down or comes back. */
    public FakePort up(boolean now) {
        isUp = now;
        return this;
    }

    /** The device takes no more than so many bytes. */
    public FakePort mtu(int bytes) {
        mtu = bytes;
        return this;
    }

    /** What the driver counts. */
    public void sent(long packets, long errors) {
        sent = packets;
        txErrors = errors;
    }

    @Override
    public long macAddress() {
        return 0x0200_0000_0000L + number;
    }

    @Override
    public String driver() {
        return "net_test";
    }

    @Override
    public int queues() {
        return 1;
    }

    @Override
    public LinkState link() {
        return new LinkState(isUp, mtu);
    }

    @Override
    public PortStatus status() {
        return new PortStatus(isUp, 10_000, 1, sent, 3, 4, txErrors, 6);
    }
}
