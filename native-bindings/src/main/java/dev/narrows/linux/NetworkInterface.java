package dev.narrows.linux;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A network interface of the kernel's, the same one for good: if it is deleted and another comes by its name, this one
 * is gone.
 */
public interface NetworkInterface {
    /** The name that it has, or had before it was deleted. */
    String name();

    /** The kernel's number for it, from 1, never given to another in its network namespace while that runs. */
    int index();

    /** The largest IP packet that it takes, in bytes; empty if it is gone. */
    OptionalInt mtu();

    /**
     * Sets the largest IP packet that it takes.
     *
     * @param bytes from 68
     * @throws LinuxException if the kernel refuses, with the largest that it takes where that is why
     */
    void setMtu(int bytes);

    /** Whether it is there, up and has a carrier. */
    boolean isRunning();

    /** The other end, if it is one of a pair. */
    Optional<OtherEnd> otherEnd();

    /** The names of its features that are on, as {@code ethtool -k} tells them, such as {@code rx-gro}. */
    Set<String> featuresOn();

    /**
     * Turns features on or off.
     *
     * @param features names of features that it knows
     * @param on       whether they are to be on
     * @throws LinuxException if the kernel refuses; the message has the command that does the same
     */
    void setFeatures(List<String> features, boolean on);
}
