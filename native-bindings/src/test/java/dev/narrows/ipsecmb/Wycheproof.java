package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Wycheproof's test vectors, from beside the project; a test that wants them is skipped where they are not. */
final class Wycheproof {
    private static final Path FOLDER = Path.of("..", "..", "shared", "vectors");

    private Wycheproof() {
    }

    /** One vector: its fields by name, as text. */
    record Vector(Map<String, String> fields) {
        byte[] bytes(String name) {
            return HexFormat.of().parseHex(fields.get(name));
        }

        boolean isValid() {
            return fields.get("result").equals("valid");
        }
    }

    /** Reads the vectors of a file, which all have these fields in this order, and then a result. */
    static List<Vector> read(String file, String... names) throws IOException {
        Path path = FOLDER.resolve(file);
        assumeTrue(Files.exists(path), () -> "no test vectors at " + path.toAbsolutePath().normalize());
        String pattern = Arrays.stream(names).map(name -> "\"" + name + "\"\\s*:\\s*\"(?<" + name + ">[0-9a-f]*)\"\\s*,\\s*")
                .collect(Collectors.joining()) + "\"result\"\\s*:\\s*\"(?<result>valid|invalid)\"";
        return Pattern.compile(pattern).matcher(Files.readString(path)).results()
                .map(found -> new Vector(found.namedGroups().keySet().stream()
                        .collect(Collectors.toMap(Function.identity(), found::group))))
                .toList();
    }
}
