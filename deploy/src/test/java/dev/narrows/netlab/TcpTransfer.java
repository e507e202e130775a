package dev.narrows.netlab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP transfer from A to D as fast as TCP allows, measured where it arrives.
 *
 * @param bytes          how much arrived.
 * @param seconds        from the first arrival to the last.
 * @param longestStallMs the longest time between two arrivals, in milliseconds.
 */
record TcpTransfer(long bytes, double seconds, long longestStallMs) {
    private static final String PORT = "5001";
    private static final int SECONDS = 5;
    private static final long EVENT_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * Transfers for five seconds.
     *
     * @param netlab where.
     * @param event  what happens two seconds after its start.
     */
    static TcpTransfer during(Netlab netlab, Runnable event) {
        Command.Running receiver = netlab.spawn("d", Netlab.tool("tcp-stall"), "receive", PORT);
        Command.Running sender = netlab.spawn("a", Netlab.tool("tcp-stall"), "send", Netlab.D_ADDRESS, PORT,
            Integer.toString(SECONDS));
        LockSupport.parkNanos(EVENT_AFTER_NANOS);
        event.run();
        sender.await().expectSuccess();
        String report = receiver.await().expectSuccess().output();
        try {
            JsonNode json = new ObjectMapper().readTree(report);
            TcpTransfer transfer = new TcpTransfer(json.get("bytes").longValue(), json.get("seconds").doubleValue(),
                json.get("longestStallMs").longValue());
            System.out.println("measured: " + transfer);
            return transfer;
        } catch (JsonProcessingException e) {
            throw new AssertionError(report, e);
        }
    }
}
