package dev.narrows.config;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the SAs' keys come from: the configuration itself ({@code key}) or a file of their own ({@code key-file}).
 * Remembers every key it has read, so that all are wiped where the configuration is refused.
 *
 * <p>A key in the configuration passes through strings of the YAML reader, which stay on the Java heap until the
 * collector happens to overwrite them. A key file is read into native memory that is wiped at once; prefer it.
 */
final class KeySource {
    private static final String NOT_READ = "\0";
    private static final ValueType<String> KEY = new ValueType<>(YamlNode.Kind.TEXT,
        "hexadecimal digits in quotes, the key and then the salt or the HMAC's key", Function.identity(), NOT_READ);

    private final List<KeyingMaterial> keys = new ArrayList<>();
    private Optional<Section> inline = Optional.empty();

    /**
     * Reads an SA's key.
     *
     * @param sa        the SA's section.
     * @param algorithm its transform; nothing where that is wrong itself, and an error was added.
     * @return the key, or nothing where it is wrong or missing; then an error was added.
     */
    Optional<KeyingMaterial> read(Section sa, Optional<Algorithm> algorithm) {
        Optional<String> text = sa.optional("key", KEY);
        Optional<Path> file = sa.optional("key-file", Values.PATH);
        if (sa.has("key") && inline.isEmpty()) {
            inline = Optional.of(sa);
        }
        if (sa.has("key") && sa.has("key-file")) {
            sa.errorAt("key-file", "is given beside key; only one of the two is allowed");
            return Optional.empty();
        }
        if (!sa.has("key") && !sa.has("key-file")) {
            sa.errorAt("key", "is missing; key or key-file is needed");
            return Optional.empty();
        }
        if (algorithm.isEmpty()) {
            return Optional.empty();
        }
        return sa.has("key")
            ? text.filter(digits -> !digits.equals(NOT_READ)).flatMap(digits -> fromText(sa, digits, algorithm.get()))
            : file.flatMap(path -> fromFile(sa, path, algorithm.get()));
    }

    /** {@return the first SA whose key stands in the configuration itself} */
    Optional<Section> inline() {
        return inline;
    }

    /** Wipes every key that was read. */
    void wipe() {
        keys.forEach(KeyingMaterial::close);
    }

    private Optional<KeyingMaterial> fromText(Section sa, String text, Algorithm algorithm) {
        try {
            return Optional.of(keep(KeyingMaterial.fromHex(text, algorithm.keyingMaterialLength())));
        } catch (IllegalArgumentException e) {
            sa.errorAt("key", e.getMessage() + needed(algorithm));
            return Optional.empty();
        }
    }

    private Optional<KeyingMaterial> fromFile(Section sa, Path path, Algorithm algorithm) {
        try {
            return Optional.of(keep(KeyFile.read(path, algorithm)));
        } catch (IllegalArgumentException e) {
            sa.errorAt("key-file", e.getMessage() + needed(algorithm));
        } catch (InsecureFileException e) {
            sa.errorAboutFile("key-file", e.getMessage());
        } catch (IOException e) {
            sa.errorAt("key-file", "cannot be read (" + PrivateFile.reason(e) + "); it must be a file of mode 0600");
        }
        return Optional.empty();
    }

    private KeyingMaterial keep(KeyingMaterial key) {
        keys.add(key);
        return key;
    }

    private static String needed(Algorithm algorithm) {
        return "; " + algorithm.configName() + " takes " + algorithm.keyingMaterialParts();
    }
}
