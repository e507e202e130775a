package dev.narrows.config;

import dev.narrows.config.YamlNode.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * Reads one YAML 1.2 document into nodes. Anchors, aliases and tags are refused: a configuration needs none, and
 * without them the nodes are never more than the text. Nesting is bounded, and so is the recursion here.
 */
final class YamlReader {
    private static final int MAX_DEPTH = 8;

    private final ScalarResolver resolver = new CoreScalarResolver(false);
    private final ConfigErrors errors;
    private final Iterator<Event> events;

    private YamlReader(String text, ConfigErrors errors) {
        this.errors = errors;
        // The file's length is bounded before.
        this.events = new Parse(LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build()).parseString(text)
            .iterator();
    }

    /**
     * Reads a document.
     *
     * @param text   all of the file.
     * @param errors where mistakes go that do not prevent reading on.
     * @return the root; to be used only where no error was added.
     * @throws YamlException where the text is no YAML, or not one document of keys and values.
     */
    static YamlNode.Mapping read(String text, ConfigErrors errors) throws YamlException {
        try {
            return new YamlReader(text, errors).document();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(1);
            throw new YamlException(line, "is not valid YAML: " + e.getProblem());
        } catch (ReaderException e) {
            int end = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
            int line = 1 + (int)text.substring(0, end).chars().filter(c -> c == '\n').count();
            throw new YamlException(line, "the character U+" + String.format("%04X", e.getCodePoint())
                + " is not allowed in YAML");
        } catch (YamlEngineException e) {
            throw new YamlException(1, "is not valid YAML: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            // snakeyaml-engine 2.10 lets these out of "\UFFFFFFFF", without a line.
            throw new YamlException(1, "is not valid YAML: an escape names no character of Unicode");
        }
    }

    private YamlNode.Mapping document() throws YamlException {
        YamlNode.Mapping root = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof NodeEvent node) {
                if (!(node(node, 1) instanceof YamlNode.Mapping mapping)) {
                    throw new YamlException(line(event), "the file must hold keys with values, as state-dir: /path");
                }
                root = mapping;
            } else if (event.getEventId() == Event.ID.DocumentStart && root != null) {
                throw new YamlException(line(event), "a second document begins; the file must be one document");
            }
        }
        if (root == null) {
            throw new YamlException(1, "the file is empty; ports, state-dir and tunnels are needed");
        }
        return root;
    }

    private YamlNode node(NodeEvent event, int depth) throws YamlException {
        if (depth > MAX_DEPTH) {
            throw new YamlException(line(event), "is nested too deeply; at most " + MAX_DEPTH + " levels are allowed");
        }
        refuse(event, event.getAnchor().isPresent() && !(event instanceof AliasEvent), "anchors (&name)");
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case CollectionStartEvent start -> collection(start, depth);
            default -> {
                refuse(event, true, "aliases (*name)");
                yield new YamlNode.Scalar(line(event), Kind.EMPTY, "");
            }
        };
    }

    private YamlNode.Scalar scalar(ScalarEvent event) {
        refuse(event, event.getTag().isPresent(), "tags (!name)");
        Kind kind = event.isPlain() ? kind(resolver.resolve(event.getValue(), true)) : Kind.TEXT;
        return new YamlNode.Scalar(line(event), kind, event.getValue());
    }

    private YamlNode collection(CollectionStartEvent start, int depth) throws YamlException {
        refuse(start, start.getTag().isPresent(), "tags (!name)");
        return start.getEventId() == Event.ID.MappingStart ? mapping(start, depth) : sequence(start, depth);
    }

    private YamlNode.Sequence sequence(Event start, int depth) throws YamlException {
        List<YamlNode> items = new ArrayList<>();
        for (Optional<NodeEvent> item = nextNode(); item.isPresent(); item = nextNode()) {
            items.add(node(item.get(), depth + 1));
        }
        return new YamlNode.Sequence(line(start), items);
    }

    private YamlNode.Mapping mapping(Event start, int depth) throws YamlException {
        List<YamlNode.Entry> entries = new ArrayList<>();
        for (Optional<NodeEvent> key = nextNode(); key.isPresent(); key = nextNode()) {
            if (!(node(key.get(), depth + 1) instanceof YamlNode.Scalar name)) {
                throw new YamlException(line(key.get()), "a key must be a single word, not a list or a section");
            }
            entries.add(new YamlNode.Entry(name.line(), name.text(), node(nextNode().orElseThrow(), depth + 1)));
        }
        return new YamlNode.Mapping(line(start), entries);
    }

    /** The next node's event, or nothing where the collection ends. */
    private Optional<NodeEvent> nextNode() {
        return events.next() instanceof NodeEvent node ? Optional.of(node) : Optional.empty();
    }

    private void refuse(Event event, boolean found, String what) {
        if (found) {
            errors.add(line(event), "", what + " are not allowed; write the value out");
        }
    }

    private static Kind kind(Tag tag) {
        if (tag.equals(Tag.INT)) {
            return Kind.INTEGER;
        }
        if (tag.equals(Tag.FLOAT)) {
            return Kind.FLOAT;
        }
        if (tag.equals(Tag.BOOL)) {
            return Kind.BOOLEAN;
        }
        return tag.equals(Tag.NULL) ? Kind.EMPTY : Kind.TEXT;
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
