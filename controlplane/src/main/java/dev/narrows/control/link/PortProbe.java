package dev.narrows.control.link;

/**
 * What the conductor may know of a port, without touching its packets. Called on the conductor's thread.
 */
public interface PortProbe {
    /** {@return the port's hardware address, 48 bits} */
    long macAddress();

    /** {@return the driver's name} */
    String driver();

    /** {@return how many workers have queues of it} */
    int queues();

    /** {@return the state of its link now; asked often, so it costs little} */
    LinkState link();

    /** {@return what the driver tells now} */
    PortStatus status();
}
