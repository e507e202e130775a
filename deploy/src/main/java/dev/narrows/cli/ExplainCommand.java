package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.api.ControlClientException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code narrows explain}.
 */
@Command(name = "explain",
    description = "Tells what a running gateway would do with a packet, and why. Nothing is sent or counted.")
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Option(names = "--from", required = true, paramLabel = "ADDRESS",
        description = "The packet's source: a host's, one of the gateway's own, or one behind the peer.")
    private String from;

    @Option(names = "--to", required = true, paramLabel = "ADDRESS", description = "Its destination.")
    private String to;

    @Option(names = "--size", paramLabel = "BYTES", description = "Its length, IP header included; default: 1500.")
    private Integer size;

    @Option(names = "--df", description = "It has DF. With IPv6 that is always so.")
    private boolean df;

    @Option(names = "--protocol", paramLabel = "P",
        description = "A name, as tcp, or a number; default: udp. icmp and icmpv6 are echo requests.")
    private String protocol;

    @Option(names = "--from-port", paramLabel = "N", description = "Its source port; default: 49152.")
    private Integer fromPort;

    @Option(names = "--to-port", paramLabel = "N", description = "Its destination port; default: 9.")
    private Integer toPort;

    @Override
    public Integer call() throws ControlClientException {
        ObjectNode parameters = ClientOptions.parameters().put("from", from).put("to", to);
        if (size != null) {
            parameters.put("size", size);
        }
        if (df) {
            parameters.put("df", true);
        }
        if (protocol != null) {
            parameters.put("protocol", protocol);
        }
        if (fromPort != null) {
            parameters.put("fromPort", fromPort);
        }
        if (toPort != null) {
            parameters.put("toPort", toPort);
        }
        JsonNode answer = client.ask("explain", parameters);
        PrintWriter out = spec.commandLine().getOut();
        if (client.isJson()) {
            ClientOptions.printJson(answer, out);
        } else {
            new ExplainText(answer).print(out);
        }
        return CommandLine.ExitCode.OK;
    }
}
