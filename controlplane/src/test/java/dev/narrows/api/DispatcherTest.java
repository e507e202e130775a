package dev.narrows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.narrows.crypto.Algorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines, right and wrong, and what comes of them. */
final class DispatcherTest {
    private static final long SEED = 20260102;
    private static final String KEY = "0123456789abcdef0123456789abcdef00112233";
    private static final String ADD = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"add\",\"params\":"
        + "{\"name\":\"n\",\"size\":7,\"algorithm\":\"aes-128-gcm-16\",\"key\":\"" + KEY + "\"}}";

    private final ObjectMapper mapper = new ObjectMapper();
    private final List<String> log = new ArrayList<>();
    private final List<String> added = new ArrayList<>();
    private final AnswerWriter answers = new AnswerWriter(log::add);
    private final Dispatcher dispatcher = new Dispatcher(new ControlMethods(Map.of(
        "ping", ControlMethod.plain(() -> CompletableFuture.completedFuture("pong")),
        "add", new ControlMethod(Set.of("name", "size", "algorithm", "key"), this::add))));

    @Test
    void shouldCallMethodWithParameters() throws IOException {
        assertEquals("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}", answer(ADD).toString());
        assertEquals(List.of("n 7 AES_128_GCM_16 KeyingMaterial[20 bytes]"), added);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-5", "1.5", "\"x\"", "\"\"", "null", "99999999999999999999999999"})
    void shouldRepeatIdAsItIs(String id) throws IOException {
        JsonNode answer = answer("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}");
        assertEquals(id, answer.get("id").toString());
        assertEquals("pong", answer.get("result").textValue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "-32700 | null | ``",
        "-32700 | null | nonsense",
        "-32700 | null | {",
        "-32700 | null | {}}",
        "-32700 | null | {\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
        "-32700 | null | {\"a\":[[[[[[[[[1]]]]]]]]]}",
        "-32700 | null | {\"id\":1111111111111111111111111111111111111111111111111111111111}",
        "-32600 | null | []",
        "-32600 | null | [{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "-32600 | null | 7",
        "-32600 | null | null",
        "-32600 | null | {}",
        "-32600 | 1 | {\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "-32600 | 1 | {\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}",
        "-32600 | 1 | {\"id\":1,\"method\":\"ping\"}",
        "-32600 | 1 | {\"jsonrpc\":\"2.0\",\"id\":1}",
        "-32600 | 1 | {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
        "-32600 | null | {\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}",
        "-32600 | null | {\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}",
        "-32600 | 1 | {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"param\":{}}",
        "-32601 | 1 | {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"reboot\"}",
        "-32601 | 1 | {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}",
        "-32602 | 1 | {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
        "-32602 | 1 | {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":null}",
        "-32602 | 1 | {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"name\":1}}",
    })
    void shouldAnswerWhatIsWrong(int code, String id, String line) throws IOException {
        JsonNode answer = answer(line);
        assertEquals(code, answer.at("/error/code").intValue(), answer::toString);
        assertEquals(id, answer.get("id").toString());
        assertFalse(answer.at("/error/data/code").asText().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"name\":\"n\" | \"name\":\"\" | name: must be a string that is not empty",
        "\"name\":\"n\" | \"name\":1 | name: must be a string that is not empty",
        "\"name\":\"n\", | `` | name: must be a string that is not empty",
        "\"size\":7 | \"size\":0 | size: must be a whole number from 1 to 10",
        "\"size\":7 | \"size\":11 | size: must be a whole number from 1 to 10",
        "\"size\":7 | \"size\":7.5 | size: must be a whole number from 1 to 10",
        "\"size\":7 | \"size\":\"7\" | size: must be a whole number from 1 to 10",
        "\"size\":7 | \"size\":18446744073709551623 | size: must be a whole number from 1 to 10",
        "aes-128-gcm-16 | aes | algorithm: must be one of ALGORITHMS",
        "aes-128-gcm-16 | aes-256-gcm-16 | key: the key has 40 hexadecimal digits where 72 are needed",
        "0011 | zz11 | `key: the key must be hexadecimal digits, with or without 0x in front`",
        "\"key\": | \"kex\": | params: has a name that the method does not know; allowed are algorithm, key, name, "
            + "size",
    })
    void shouldNameWrongParameter(String right, String wrong, String message) throws IOException {
        JsonNode answer = answer(ADD.replace(right, wrong));
        assertEquals(-32602, answer.at("/error/code").intValue(), answer::toString);
        String algorithms = String.join(", ", Stream.of(Algorithm.values()).map(Algorithm::configName).toList());
        assertEquals(message.replace("ALGORITHMS", algorithms), answer.at("/error/message").textValue());
        assertEquals(List.of(), added);
    }

    @Test
    void shouldNotAnswerNotificationButCallIt() {
        Call call = dispatcher.dispatch(RequestLineTest.line(ADD.replace("\"id\":1,", "")));
        assertNull(call.id());
        assertEquals(1, added.size());
    }

    @Test
    void shouldCloseLine() {
        RequestLine line = RequestLineTest.line(ADD);
        assertTrue(dispatcher.dispatch(line).result().isDone());
        assertThrows(IllegalStateException.class, line::close);
        RequestLine wrong = RequestLineTest.line(ADD.replace("}", ""));
        assertTrue(dispatcher.dispatch(wrong).result().isCompletedExceptionally());
        assertThrows(IllegalStateException.class, wrong::close);
    }

    @Test
    void shouldNeverRepeatKeyWhereverTheLineBreaks() throws IOException {
        for (int at = 0; at < ADD.length(); at++) {
            for (String line : List.of(ADD.substring(0, at), ADD.substring(at),
                ADD.substring(0, at) + "\"" + ADD.substring(at), ADD.substring(0, at) + "\\" + ADD.substring(at + 1))) {
                String answer = answer(line).toString();
                assertFalse(answer.contains(KEY.substring(8, 16)) || answer.contains(KEY.substring(32)), answer);
            }
        }
        assertEquals(List.of(), log);
    }

    @Test
    void shouldSurviveAnyLine() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            byte[] line = round % 4 == 0 ? noise(random) : mutation(random);
            JsonNode answer = answer(line);
            String where = "seed " + SEED + ", round " + round + ": " + answer;
            assertTrue(answer.has("result") ^ answer.has("error"), where);
            assertTrue(answer.has("id"), where);
            assertEquals(List.of(), log, where);
        }
    }

    private static byte[] noise(Random random) {
        byte[] line = new byte[random.nextInt(200)];
        random.nextBytes(line);
        return line;
    }

    private static byte[] mutation(Random random) {
        byte[] line = bytes(ADD);
        String alphabet = "{}[]\":,0\\ntu\u00e9e9.-";
        for (int i = random.nextInt(4); i >= 0; i--) {
            line[random.nextInt(line.length)] = random.nextBoolean()
                ? (byte)random.nextInt(256) : (byte)alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return line;
    }

    private CompletableFuture<?> add(Parameters parameters) {
        String name = parameters.text("name");
        long size = parameters.integer("size", 1, 10);
        Algorithm algorithm = parameters.algorithm("algorithm");
        try (var key = parameters.keyingMaterial("key", algorithm)) {
            added.add(name + " " + size + " " + algorithm + " " + key);
        }
        return CompletableFuture.completedFuture(null);
    }

    private JsonNode answer(String line) throws IOException {
        return answer(bytes(line));
    }

    /** The answer as a client reads it; a notification's as if it had the id null. */
    private JsonNode answer(byte[] line) throws IOException {
        Call call = dispatcher.dispatch(RequestLineTest.line(line));
        assertTrue(call.result().isDone());
        Throwable failure = call.result().isCompletedExceptionally() ? call.result().exceptionNow() : null;
        JsonNode id = call.id() == null ? mapper.nullNode() : call.id();
        ByteBuffer answer = answers.write(id, failure == null ? call.result().resultNow() : null, failure);
        assertEquals('\n', answer.get(answer.limit() - 1));
        return mapper.readTree(StandardCharsets.UTF_8.decode(answer).toString());
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
