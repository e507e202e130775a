package dev.narrows.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keys with values, as one reads them: each getter adds what is wrong to the errors and gives a placeholder, so that
 * reading goes on and all mistakes are told in one go. A key that no getter asked for is unknown.
 */
final class Section {
    private static final int MAX_TEXT_LENGTH = 4096;

    private final ConfigErrors errors;
    private final String path;
    private final int line;
    private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, List<Section>> children = new HashMap<>();

    /**
     * A section.
     *
     * @param errors  where mistakes go.
     * @param path    the keys that lead to it, joined by dots; empty for the whole file.
     * @param line    where it is, for what is missing in it.
     * @param mapping what is in it.
     */
    Section(ConfigErrors errors, String path, int line, YamlNode.Mapping mapping) {
        this.errors = errors;
        this.path = path;
        this.line = line;
        for (YamlNode.Entry entry : mapping.entries()) {
            YamlNode.Entry first = entries.putIfAbsent(entry.key(), entry);
            if (first != null) {
                errors.add(entry.line(), pathOf(entry.key()),
                    "is given twice, first in line " + first.line() + "; each key is allowed once");
            }
        }
    }

    /**
     * Reads all of a section into a value and refuses the keys that were not asked for.
     *
     * @param reader makes the value; what it returns counts only where it added no error.
     * @return the value with this section, or nothing where anything in it is wrong.
     */
    <T> Optional<Located<T>> read(Function<Section, T> reader) {
        int before = errors.count();
        T value = reader.apply(this);
        refuseUnknownKeys();
        return errors.count() == before ? Optional.of(new Located<>(value, this)) : Optional.empty();
    }

    /**
     * Gets a value that there must be.
     *
     * @param key  its key.
     * @param type what it must be.
     * @return the value.
     */
    <T> T required(String key, ValueType<T> type) {
        Optional<YamlNode.Entry> entry = entry(key);
        if (entry.isEmpty()) {
            errorAt(key, "is missing; it must be " + type.allowed());
            return type.placeholder();
        }
        return value(pathOf(key), entry.get().value(), type);
    }

    /**
     * Gets a value that there may be.
     *
     * @param key  its key.
     * @param type what it must be.
     * @return the value, or nothing.
     */
    <T> Optional<T> optional(String key, ValueType<T> type) {
        return entry(key).map(entry -> value(pathOf(key), entry.value(), type));
    }

    /**
     * Gets a list of single values that there may be.
     *
     * @param key  its key.
     * @param type what each must be.
     * @return the values; none where there is no list.
     */
    <T> List<T> list(String key, ValueType<T> type) {
        List<T> values = new ArrayList<>();
        for (YamlNode item : items(key)) {
            values.add(value(pathOf(key) + "[" + values.size() + "]", item, type));
        }
        return values;
    }

    /**
     * Gets a single value, or a list of such, that there may be.
     *
     * @param key  its key.
     * @param type what each must be.
     * @return the values; none where the key is not there.
     */
    <T> List<T> oneOrMore(String key, ValueType<T> type) {
        Optional<YamlNode.Entry> entry = entry(key);
        if (entry.isPresent() && entry.get().value() instanceof YamlNode.Sequence) {
            return list(key, type);
        }
        return optional(key, type).map(List::of).orElse(List.of());
    }

    /**
     * Gets a section within this one that there may be.
     *
     * @param key its key.
     * @return the section, or nothing.
     */
    Optional<Section> section(String key) {
        return children(key, () -> entry(key)
            .flatMap(entry -> child(pathOf(key), entry.line(), entry.value()))
            .map(List::of)
            .orElse(List.of())).stream().findFirst();
    }

    /**
     * Gets a list of sections that there may be.
     *
     * @param key its key.
     * @return the sections in it; those that are none are left out, with an error.
     */
    List<Section> sections(String key) {
        return children(key, () -> {
            List<Section> sections = new ArrayList<>();
            int index = 0;
            for (YamlNode item : items(key)) {
                child(pathOf(key) + "[" + index + "]", item.line(), item).ifPresent(sections::add);
                index++;
            }
            return sections;
        });
    }

    /**
     * Gets a section within this one, or a list of such, that there may be.
     *
     * @param key its key.
     * @return the sections; those that are none are left out, with an error.
     */
    List<Section> oneOrMoreSections(String key) {
        Optional<YamlNode.Entry> entry = entry(key);
        return entry.isPresent() && entry.get().value() instanceof YamlNode.Sequence
            ? sections(key) : section(key).map(List::of).orElse(List.of());
    }

    /** {@return the sections in this one, by names that the operator chose; those that are none are left out} */
    Map<String, Section> namedSections() {
        Map<String, Section> sections = new LinkedHashMap<>();
        for (String name : entries.keySet()) {
            section(name).ifPresent(section -> sections.put(name, section));
        }
        return sections;
    }

    /** {@return the line where it is, from 1} */
    int line() {
        return line;
    }

    /** {@return how many different keys there are} */
    int size() {
        return entries.size();
    }

    /**
     * Tests for a key.
     *
     * @param key the key.
     * @return whether it is there, whatever its value.
     */
    boolean has(String key) {
        return entries.containsKey(key);
    }

    /**
     * Adds a mistake in the value of a key, or its absence.
     *
     * @param key     the key.
     * @param message what is wrong; what is allowed.
     */
    void errorAt(String key, String message) {
        errors.add(lineOf(key), pathOf(key), message);
    }

    /**
     * Adds a mistake whose message names an existing file, in full.
     *
     * @param key     the key.
     * @param message what is wrong; what is allowed.
     */
    void errorAboutFile(String key, String message) {
        errors.addAboutFile(lineOf(key), pathOf(key), message);
    }

    /**
     * Adds a mistake of this section as a whole.
     *
     * @param message what is wrong; what is allowed.
     */
    void error(String message) {
        errors.add(line, path, message);
    }

    private void refuseUnknownKeys() {
        for (YamlNode.Entry entry : entries.values()) {
            if (!known.contains(entry.key())) {
                String guess = Spelling.nearest(entry.key(), known)
                    .map(word -> "did you mean " + word + "? ").orElse("");
                errors.add(entry.line(), pathOf(entry.key()),
                    "is not known; " + guess + "allowed: " + String.join(", ", known));
            }
        }
    }

    private <T> T value(String key, YamlNode node, ValueType<T> type) {
        if (!(node instanceof YamlNode.Scalar scalar) || !type.kind().accepts(scalar.kind())) {
            errors.add(node.line(), key, "is " + node.description() + "; it must be " + type.allowed());
            return type.placeholder();
        }
        if (scalar.text().length() > MAX_TEXT_LENGTH) {
            errors.add(node.line(), key, "is too long; at most " + MAX_TEXT_LENGTH + " characters are allowed");
            return type.placeholder();
        }
        try {
            return type.parser().apply(scalar.text());
        } catch (IllegalArgumentException e) {
            errors.add(node.line(), key, e.getMessage());
            return type.placeholder();
        }
    }

    private List<YamlNode> items(String key) {
        return entry(key).map(entry -> {
            if (entry.value() instanceof YamlNode.Sequence sequence) {
                return sequence.items();
            }
            errors.add(entry.line(), pathOf(key), "is " + entry.value().description() + "; it must be a list");
            return List.<YamlNode>of();
        }).orElse(List.of());
    }

    /** A section is made once, so that a mistake in its keys is told once. */
    private List<Section> children(String key, Supplier<List<Section>> maker) {
        List<Section> made = children.get(key);
        if (made == null) {
            made = maker.get();
            children.put(key, made);
        }
        return made;
    }

    private Optional<Section> child(String childPath, int childLine, YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            return Optional.of(new Section(errors, childPath, childLine, mapping));
        }
        errors.add(childLine, childPath, "is " + node.description() + "; it must be a section with keys of its own");
        return Optional.empty();
    }

    private Optional<YamlNode.Entry> entry(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key));
    }

    private int lineOf(String key) {
        YamlNode.Entry entry = entries.get(key);
        return entry == null ? line : entry.line();
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
