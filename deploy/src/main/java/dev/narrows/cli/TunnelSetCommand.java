package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.api.ControlClientException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code narrows tunnel set}.
 */
@Command(name = "set", description = "Changes a tunnel, in effect when this ends, until the gateway stops.")
final class TunnelSetCommand implements Callable<Integer> {
    private static final String NO_MTU = "none";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Parameters(paramLabel = "NAME", description = "The tunnel.")
    private String tunnel;

    @Option(names = "--mtu", paramLabel = "N|none",
        description = "The largest inner packet of a tunnel that is an interface, 68 to 9216 bytes.")
    private String mtu;

    @Option(names = "--remote", paramLabel = "ADDRESS",
        description = "The peer's new outer address; SAs and their sequence numbers stay.")
    private String remote;

    @Override
    public Integer call() throws ControlClientException {
        ObjectNode parameters = ClientOptions.parameters().put("tunnel", tunnel);
        if (mtu == null && remote == null) {
            throw new ParameterException(spec.commandLine(), "nothing to change; --mtu or --remote is needed");
        }
        if (NO_MTU.equals(mtu)) {
            parameters.put("mtu", NO_MTU);
        } else if (mtu != null) {
            parameters.put("mtu", number());
        }
        if (remote != null) {
            parameters.put("remote", remote);
        }
        JsonNode answer = client.ask("tunnel.set", parameters);
        client.confirm(answer, "changed", spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private int number() {
        try {
            return Integer.parseInt(mtu);
        } catch (NumberFormatException e) {
            throw new ParameterException(spec.commandLine(), "--mtu must be none or a whole number, not '" + mtu + "'");
        }
    }
}
