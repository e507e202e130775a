package dev.narrows.netlab;

import java.util.function.Function;

/**
 * One end of traffic: a namespace of the netlab, or the guest in it.
 *
 * @param address where it is spoken to.
 * @param shell   runs a shell command there.
 * @param receive the shell command that takes one transfer by TCP and prints its length and SHA-256, as
 *                {@code tcp-digest} does.
 * @param send    the one that sends so many bytes to an address, and prints the same.
 */
record Speaker(String address, Function<String, Command.Running> shell, String receive, String send) {
    private static final String PORT = "5002";

    /** A host of the netlab. */
    static Speaker host(Netlab netlab, String name, String address) {
        String tool = Netlab.tool("tcp-digest");
        return new Speaker(address, command -> netlab.spawn(name, "sh", "-c", command), tool + " receive " + PORT,
            tool + " send ADDRESS " + PORT + " BYTES");
    }

    /** The guest, with what it has: busybox. The other end may not listen yet when it sends. */
    static Speaker guest(LinuxPeer linux, String address) {
        return new Speaker(address, linux::spawn,
            "nc -l -p " + PORT + " >/tmp/in; echo $(wc -c </tmp/in) $(sha256sum </tmp/in | cut -d' ' -f1)",
            "head -c BYTES /dev/urandom >/tmp/out; for i in 1 2 3 4 5 6 7 8 9; do nc ADDRESS " + PORT
                + " </tmp/out && break; sleep 0.3; done; echo BYTES $(sha256sum </tmp/out | cut -d' ' -f1)");
    }

    Command.Result run(String command) {
        return shell.apply(command).await();
    }

    Command.Running startReceiving() {
        return shell.apply(receive);
    }

    Command.Result send(String to, int bytes) {
        return run(send.replace("ADDRESS", to).replace("BYTES", Integer.toString(bytes)));
    }
}
