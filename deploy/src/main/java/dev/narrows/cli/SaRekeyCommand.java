package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.api.ControlClientException;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Direction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code narrows sa rekey}.
 */
@Command(name = "rekey", description = {
    "Replaces a tunnel's security associations, all of it or none: the new inbound one is put into use, then the new "
        + "outbound one, then the tunnel's others of the same directions, for the same worker or for none, are "
        + "deleted.",
    "So that nothing is lost, the peer must have the new key to receive with before: add it there (sa add --direction "
        + "in), rekey here, then rekey the peer's outbound one."})
final class SaRekeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Mixin
    private SaKindOptions kind;

    @Option(names = "--in-spi", paramLabel = "N", converter = SpiConverter.class,
        description = "The new inbound SPI; without it the inbound SAs stay.")
    private Long inSpi;

    @Option(names = "--old-in-spi", paramLabel = "N", converter = SpiConverter.class,
        description = "The inbound SPI that it replaces, where others of the same worker are to stay.")
    private Long oldInSpi;

    @Option(names = "--in-key-file", paramLabel = "F", description = "A file of mode 0600 with its key and salt.")
    private Path inKey;

    @Option(names = "--out-spi", paramLabel = "N", converter = SpiConverter.class,
        description = "The new outbound SPI; without it the outbound SA stays.")
    private Long outSpi;

    @Option(names = "--out-key-file", paramLabel = "F", description = "A file of mode 0600 with its key and salt.")
    private Path outKey;

    @Option(names = "--after", paramLabel = "S", defaultValue = "10",
        description = "Seconds that old inbound SAs stay, for packets on their way; default: ${DEFAULT-VALUE}.")
    private int after;

    @Override
    public Integer call() throws ControlClientException, CommandException {
        if ((inSpi == null) != (inKey == null) || (outSpi == null) != (outKey == null)
            || (inSpi == null && outSpi == null)) {
            throw new CommandException("--in-spi goes with --in-key-file, --out-spi with --out-key-file; one of the "
                + "pairs is needed at least");
        }
        if (oldInSpi != null && inSpi == null) {
            throw new CommandException("--old-in-spi goes with --in-spi");
        }
        ObjectNode change = ClientOptions.parameters();
        ArrayNode added = change.putArray("add");
        ArrayNode deleted = change.putArray("delete");
        List<JsonNode> present = new ArrayList<>();
        client.list("sas", part -> part.forEach(sa -> {
            if (sa.path("tunnel").asText().equals(kind.tunnel())) {
                present.add(sa);
            }
        }));
        if (inSpi != null) {
            if (oldInSpi == null) {
                replace(present, Direction.IN, deleted);
            } else {
                delete(deleted, Direction.IN, oldInSpi);
            }
            ObjectNode sa = add(added, Direction.IN, inSpi, inKey);
            if (kind.replayWindow() != null) {
                sa.put("replayWindow", kind.replayWindow());
            }
        }
        if (outSpi != null) {
            replace(present, Direction.OUT, deleted);
            add(added, Direction.OUT, outSpi, outKey);
        }
        client.confirm(client.ask("sa.change", change), "rekeyed", spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private ObjectNode add(ArrayNode added, Direction direction, long spi, Path keyFile) throws CommandException {
        ObjectNode sa = added.addObject().put("direction", direction.label()).put("spi", spi);
        kind.addTo(sa);
        try (KeyingMaterial material = KeyOptions.readFile(keyFile, kind.algorithm())) {
            SaKindOptions.addKey(material, sa);
        }
        return sa;
    }

    /** Of several for different workers, each has a successor of its own. */
    private boolean isReplaced(JsonNode sa, Direction direction) {
        return sa.path("direction").asText().equals(direction.label())
            && sa.path("perWorker").asBoolean() == (kind.worker() != null)
            && (kind.worker() == null || sa.path("worker").intValue() == kind.worker());
    }

    private void replace(List<JsonNode> present, Direction direction, ArrayNode deleted) {
        for (JsonNode sa : present) {
            if (isReplaced(sa, direction)) {
                delete(deleted, direction, sa.path("spi").longValue());
            }
        }
    }

    private void delete(ArrayNode deleted, Direction direction, long spi) {
        ObjectNode deletion =
            deleted.addObject().put("tunnel", kind.tunnel()).put("spi", spi).put("direction", direction.label());
        if (direction == Direction.IN && after > 0) {
            deletion.put("after", after);
        }
    }
}
