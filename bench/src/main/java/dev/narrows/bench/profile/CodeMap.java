package dev.narrows.bench.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What machine code was made from, by what a JVM prints of methods that it compiles ({@code CompileCommand=print}): for
 * each address the method that it is of, and those that this was inlined into. Where code takes the place of older
 * code, the newer counts.
 */
final class CodeMap {
    private static final Pattern CODE = Pattern.compile(" main code +\\[0x([0-9a-f]+),0x([0-9a-f]+)\\].*");
    private static final Pattern ADDRESS = Pattern.compile(" +0x([0-9a-f]+): *;.*");
    private static final Pattern FRAME =
        Pattern.compile(" +; *- ([^ :]+)::([^ @]+)@-?[0-9]+(?: \\(line ([0-9]+)\\))?.*");
    private static final int HEXADECIMAL = 16;

    /** Ends of methods' code, by their starts. */
    private final NavigableMap<Long, Long> code = new TreeMap<>();
    /** Innermost first. */
    private final NavigableMap<Long, List<Frame>> frames = new TreeMap<>();
    private List<Frame> current = new ArrayList<>();
    private long address;

    private CodeMap() {
    }

    /**
     * Reads what a JVM has printed.
     *
     * @param lines all of it, in its order; what is none of its business is passed over.
     * @return the map.
     */
    static CodeMap read(Stream<String> lines) {
        CodeMap map = new CodeMap();
        lines.map(CodeMap::unescape).forEachOrdered(map::add);
        return map;
    }

    /** The JVM's log file is some kind of XML. */
    private static String unescape(String line) {
        return line.indexOf('&') < 0 ? line
            : line.replace("&lt;", "<").replace("&gt;", ">").replace("&apos;", "'").replace("&amp;", "&");
    }

    private void add(String line) {
        Matcher start = CODE.matcher(line);
        if (start.matches()) {
            begin(number(start.group(1)), number(start.group(2)));
            return;
        }
        Matcher place = ADDRESS.matcher(line);
        if (place.matches()) {
            address = number(place.group(1));
            current = new ArrayList<>();
            return;
        }
        Matcher frame = FRAME.matcher(line);
        if (frame.matches()) {
            int number = frame.group(3) == null ? 0 : Integer.parseInt(frame.group(3));
            current.add(new Frame(frame.group(1), frame.group(2), number));
            frames.put(address, current);
        }
    }

    private void begin(long from, long to) {
        current = new ArrayList<>();
        if (from >= to) {
            return;
        }
        Map.Entry<Long, Long> before = code.lowerEntry(from);
        if (before != null && before.getValue() > from) {
            code.remove(before.getKey());
        }
        code.subMap(from, to).clear();
        frames.subMap(from, to).clear();
        code.put(from, to);
    }

    private static long number(String hexadecimal) {
        return Long.parseUnsignedLong(hexadecimal, HEXADECIMAL);
    }

    /**
     * Finds what an address was made from.
     *
     * @param instruction the address.
     * @return the innermost frame first; nothing where no code is known there, an empty list where it is not known what
     *         that was made from, as at a method's entry.
     */
    Optional<List<Frame>> at(long instruction) {
        Map.Entry<Long, Long> method = code.floorEntry(instruction);
        if (method == null || instruction >= method.getValue()) {
            return Optional.empty();
        }
        Map.Entry<Long, List<Frame>> found = frames.floorEntry(instruction);
        return Optional.of(found == null || found.getKey() < method.getKey() ? List.of() : found.getValue());
    }

    /** {@return how many methods' code it has} */
    int methods() {
        return code.size();
    }
}
