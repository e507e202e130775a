package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.api.ControlClientException;
import dev.narrows.policy.PolicyAction;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code narrows policy add}.
 */
@Command(name = "add", description = "Adds a policy, in effect when this ends, and prints its number.")
final class PolicyAddCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Option(names = "--action", required = true, paramLabel = "A", completionCandidates = Actions.class,
        converter = ActionConverter.class, description = "One of ${COMPLETION-CANDIDATES}.")
    private PolicyAction action;

    @Option(names = "--tunnel", paramLabel = "T", description = "With action protect: the tunnel's name.")
    private String tunnel;

    @Option(names = "--local", required = true, paramLabel = "PREFIX", description = "The addresses on our side.")
    private String local;

    @Option(names = "--remote", required = true, paramLabel = "PREFIX",
        description = "The addresses on the peer's side.")
    private String remote;

    @Option(names = "--protocol", paramLabel = "P", description = "A name, as tcp, or a number; default: any.")
    private String protocol;

    @Option(names = "--local-port", paramLabel = "N[-N]", description = "Our side's port or ports; default: any.")
    private String localPort;

    @Option(names = "--remote-port", paramLabel = "N[-N]",
        description = "The peer's side's port or ports; default: any.")
    private String remotePort;

    @Option(names = "--icmp-type", paramLabel = "TYPE[/CODE]", description = "As 8, 0-8, 3/4 or 3/0-3; default: any.")
    private String icmpType;

    @Option(names = "--before", paramLabel = "ID|end",
        description = "The policy that it goes before, or end: behind all; "
        + "default: behind the ordered ones, before the tunnels' own.")
    private String before;

    @Override
    public Integer call() throws ControlClientException, CommandException {
        if ((action == PolicyAction.PROTECT) != (tunnel != null)) {
            throw new CommandException("--tunnel goes with --action protect, and only there");
        }
        ObjectNode parameters = ClientOptions.parameters().put("action", action.configName());
        put(parameters, "tunnel", tunnel);
        put(parameters, "local", local);
        put(parameters, "remote", remote);
        put(parameters, "protocol", protocol);
        put(parameters, "localPort", localPort);
        put(parameters, "remotePort", remotePort);
        put(parameters, "icmpType", icmpType);
        if (before != null) {
            putPlace(parameters);
        }
        JsonNode answer = client.ask("policy.add", parameters);
        client.confirm(answer, "added policy " + answer.path("id").asText(), spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private void putPlace(ObjectNode parameters) throws CommandException {
        if (before.equals("end")) {
            parameters.put("before", before);
        } else if (before.matches("[0-9]{1,9}")) {
            parameters.put("before", Integer.parseInt(before));
        } else {
            throw new CommandException(
                "--before: must be a policy's number, as narrows show policies tells it, or end");
        }
    }

    private static void put(ObjectNode parameters, String name, String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    /** What can be written for an action. */
    static final class Actions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(PolicyAction.values()).map(PolicyAction::configName).iterator();
        }
    }

    /** Reads an action. */
    static final class ActionConverter implements ITypeConverter<PolicyAction> {
        @Override
        public PolicyAction convert(String text) {
            return PolicyAction.named(text).orElseThrow(
                () -> new TypeConversionException("must be protect, bypass or discard, not '" + text + "'"));
        }
    }
}
