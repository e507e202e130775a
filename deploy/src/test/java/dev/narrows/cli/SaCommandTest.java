package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/** Adding and deleting SAs, and keys that stay out of arguments and messages. */
final class SaCommandTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef00112233";

    @TempDir
    private Path directory;

    @Test
    void shouldAddWithKeyFromFile() throws Exception {
        assertEquals("added\n", answered("{\"tunnel\":\"to-c\",\"algorithm\":\"aes-128-gcm-16\",\"direction\":\"in\","
            + "\"spi\":4098,\"replayWindow\":64,\"key\":\"" + KEY + "\"}", "sa.add",
            add("--key-file", keyFile("0x" + KEY + "\n").toString(), "--replay-window", "64")));
    }

    @Test
    void shouldAddWithLifetime() throws Exception {
        assertEquals("added\n", answered("{\"tunnel\":\"to-c\",\"algorithm\":\"aes-128-gcm-16\",\"lifetime\":"
            + "{\"softTime\":60,\"hardBytes\":1000},\"direction\":\"in\",\"spi\":4098,\"key\":\"" + KEY + "\"}",
            "sa.add",
            add("--key-file", keyFile(KEY).toString(), "--lifetime", "soft-time=60,hard-bytes=1000")));
        assertTrue(failure(add("--key-file", directory.resolve("key").toString(), "--lifetime", "time=60"))
            .contains("--lifetime: time is no limit; there are soft-time, hard-time"));
    }

    @Test
    void shouldAddWithExtendedSequenceNumbers() throws Exception {
        assertEquals("added\n",
            answered("{\"tunnel\":\"to-c\",\"algorithm\":\"aes-128-gcm-16\",\"esn\":true,\"direction\":\"in\","
            + "\"spi\":4098,\"sequence\":4294967296,\"key\":\"" + KEY + "\"}", "sa.add",
            add("--key-file", keyFile(KEY).toString(), "--esn", "--sequence", "4294967296")));
    }

    @Test
    void shouldAddForOneWorker() throws Exception {
        assertEquals("added\n", answered("{\"tunnel\":\"to-c\",\"algorithm\":\"aes-128-gcm-16\",\"worker\":1,"
            + "\"direction\":\"in\",\"spi\":4098,\"key\":\"" + KEY + "\"}", "sa.add",
            add("--key-file", keyFile(KEY).toString(), "--worker", "1")));
    }

    @Test
    void shouldAddWithKeyFromStandardInput() throws Exception {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((KEY + "\r\n").getBytes(StandardCharsets.UTF_8)));
        try {
            assertEquals("added\n",
                answered("{\"tunnel\":\"to-c\",\"algorithm\":\"aes-128-gcm-16\",\"direction\":\"in\","
                + "\"spi\":4098,\"key\":\"" + KEY + "\"}", "sa.add", add("--key-stdin")));
        } finally {
            System.setIn(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"0x1001,4097", "0XfFfFfFfF,4294967295", "256,256", "4294967295,4294967295"})
    void shouldDelete(String spi, long number) throws Exception {
        assertEquals("deleted\n", answered("{\"direction\":\"out\",\"spi\":" + number + "}", "sa.delete",
            List.of("sa", "delete", "--spi", spi, "--direction", "out")));
    }

    @Test
    void shouldRekeyBothDirectionsInOneChange() throws Exception {
        String key = keyFile(KEY).toString();
        List<JsonNode> requests = rekeyed("--in-spi", "0x2002", "--in-key-file", key, "--out-spi", "0x1002",
            "--out-key-file", key, "--esn");
        assertEquals("{\"add\":["
            + "{\"direction\":\"in\",\"spi\":8194,\"tunnel\":\"to-c\",\"algorithm\":\"aes-128-gcm-16\",\"esn\":true,"
            + "\"key\":\"" + KEY + "\"},"
            + "{\"direction\":\"out\",\"spi\":4098,\"tunnel\":\"to-c\",\"algorithm\":\"aes-128-gcm-16\",\"esn\":true,"
            + "\"key\":\"" + KEY + "\"}],"
            + "\"delete\":[{\"tunnel\":\"to-c\",\"spi\":8193,\"direction\":\"in\",\"after\":10},"
            + "{\"tunnel\":\"to-c\",\"spi\":4097,\"direction\":\"out\"}]}",
            requests.getLast().get("params").toString());
    }

    @Test
    void shouldRekeyOneDirectionAlone() throws Exception {
        List<JsonNode> requests = rekeyed("--out-spi", "0x1002", "--out-key-file", keyFile(KEY).toString());
        assertEquals("[{\"tunnel\":\"to-c\",\"spi\":4097,\"direction\":\"out\"}]",
            requests.getLast().at("/params/delete").toString());
        assertEquals(1, requests.getLast().at("/params/add").size());
    }

    @Test
    void shouldRekeyWhatIsForTheSameWorkerAlone() throws Exception {
        String key = keyFile(KEY).toString();
        JsonNode change = rekeyed("--worker", "1", "--in-spi", "0x2002", "--in-key-file", key, "--out-spi", "0x1002",
            "--out-key-file", key).getLast().get("params");
        assertEquals("[{\"tunnel\":\"to-c\",\"spi\":8212,\"direction\":\"in\",\"after\":10},"
            + "{\"tunnel\":\"to-c\",\"spi\":8213,\"direction\":\"in\",\"after\":10},"
            + "{\"tunnel\":\"to-c\",\"spi\":4114,\"direction\":\"out\"}]", change.get("delete").toString());
        for (JsonNode added : change.get("add")) {
            assertEquals(1, added.get("worker").intValue());
        }
    }

    @Test
    void shouldRekeyOneInboundSaOfSeveral() throws Exception {
        JsonNode change = rekeyed("--worker", "1", "--in-spi", "0x2002", "--old-in-spi", "0x2015", "--in-key-file",
            keyFile(KEY).toString(), "--after", "0").getLast().get("params");
        assertEquals("[{\"tunnel\":\"to-c\",\"spi\":8213,\"direction\":\"in\"}]", change.get("delete").toString());
        assertTrue(failure(List.of("sa", "rekey", "--tunnel", "to-c", "--algorithm", "aes-128-gcm-16", "--old-in-spi",
            "0x2015",
            "--out-spi", "0x1002", "--out-key-file", "F")).contains("--old-in-spi goes with --in-spi"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--in-spi 0x2002", "--out-key-file F", "--in-spi 0x2002 --out-key-file F"})
    void shouldRefuseRekeyWithHalfOfWhatItNeeds(String options) {
        List<String> words = new ArrayList<>(List.of("sa", "rekey", "--tunnel", "to-c", "--algorithm",
            "aes-128-gcm-16"));
        words.addAll(options.isEmpty() ? List.of() : Arrays.asList(options.split(" ", -1)));
        assertTrue(failure(words).contains("one of the pairs is needed at least"));
    }

    private List<JsonNode> rekeyed(String... options) throws Exception {
        Path socket = directory.resolve("narrows.sock");
        List<String> words = new ArrayList<>(List.of("sa", "rekey", "--tunnel", "to-c", "--algorithm", "aes-128-gcm-16",
            "--socket", socket.toString()));
        words.addAll(Arrays.asList(options));
        try (FakeGateway gateway = new FakeGateway(socket, "\"result\":["
            + sa("to-c", "out", 4097, 0, false) + "," + sa("to-c", "in", 8193, 1, false) + ","
            + sa("to-c", "out", 4113, 0, true) + "," + sa("to-c", "out", 4114, 1, true) + ","
            + sa("to-c", "in", 8211, 0, true) + "," + sa("to-c", "in", 8212, 1, true) + ","
            + sa("to-c", "in", 8213, 1, true) + "," + sa("to-e", "in", 8195, 1, true) + ","
            + sa("to-e", "in", 8196, 1, false) + "]")) {
            assertEquals("rekeyed\n", Outcome.of(words.toArray(String[]::new)).success());
            List<JsonNode> requests = gateway.requests();
            assertEquals(List.of("sas", "sa.change"),
                requests.stream().map(request -> request.get("method").textValue()).toList());
            return requests;
        }
    }

    private static String sa(String tunnel, String direction, int spi, int worker, boolean isPerWorker) {
        return "{\"tunnel\":\"" + tunnel + "\",\"direction\":\"" + direction + "\",\"spi\":" + spi + ",\"worker\":"
            + worker
            + ",\"perWorker\":" + isPerWorker + "}";
    }

    @Test
    void shouldPrintAnswerAsJsonWhenAsked() throws Exception {
        assertEquals("null\n", answered("{\"direction\":\"out\",\"spi\":256}", "sa.delete",
            List.of("sa", "delete", "--spi", "256", "--direction", "out", "--json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0xff", "255", "0", "-1", "0x-1", "4294967296", "0x", "", "many",
        "99999999999999999999999"})
    void shouldRefuseWhatIsNoSpi(String spi) {
        String message = Outcome.of("sa", "delete", "--direction", "in", "--spi", spi).failure(2);
        assertTrue(message.contains("256 to 4294967295"), message);
        assertTrue(message.endsWith("see narrows sa delete --help"), message);
    }

    @Test
    void shouldTellSpiInDecimalWhenItIsReserved() {
        assertTrue(Outcome.of("sa", "delete", "--direction", "in", "--spi", "0xff").failure(2).contains("255"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--algorithm | aes | must be one of aes-128-gcm-16, aes-192-gcm-16, aes-256-gcm-16, chacha20-poly1305",
        "--direction | up | must be in or out",
        "--direction | out | --replay-window is for --direction in",
        "--replay-window | some | --replay-window",
    })
    void shouldRefuseWrongValue(String option, String value, String message) throws IOException {
        List<String> words = new ArrayList<>(add("--key-file", keyFile(KEY).toString(), "--replay-window", "64"));
        words.set(words.indexOf(option) + 1, value);
        String failure = Outcome.of(words.toArray(String[]::new)).failure(2);
        assertTrue(failure.contains(message), failure);
    }

    @Test
    void shouldRefuseKeyFileThatOthersMayRead() throws IOException {
        Path file = keyFile(KEY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertTrue(failure(add("--key-file", file.toString())).contains("chmod 600"));
    }

    @Test
    void shouldRefuseKeyFileThatIsNotThere() {
        String file = directory.resolve("none").toString();
        assertTrue(failure(add("--key-file", file)).contains(file + ": cannot be read"));
    }

    @Test
    void shouldRefuseKeyOfWrongLengthWithoutRepeatingIt() throws IOException {
        String failure = failure(add("--key-file", keyFile(KEY.substring(2)).toString()));
        assertTrue(failure.contains("38 hexadecimal digits where 40 are needed"), failure);
        assertFalse(failure.contains(KEY.substring(2, 10)), failure);
    }

    @Test
    void shouldWantExactlyOneSourceOfTheKey() throws IOException {
        failure(add());
        failure(add("--key-stdin", "--key-file", keyFile(KEY).toString()));
    }

    @Test
    void shouldHaveNoWayToTakeKeyFromArguments() {
        List<String> options = Main.commandLine().getSubcommands().get("sa").getSubcommands().get("add")
            .getCommandSpec().options().stream().map(OptionSpec::longestName).sorted().toList();
        assertEquals(List.of("--algorithm", "--direction", "--esn", "--help", "--json", "--key-file", "--key-stdin",
            "--lifetime",
            "--replay-window", "--sequence", "--socket", "--spi", "--tunnel", "--worker"), options);
        for (List<String> words : List.of(add("--key", KEY), add("--key=" + KEY), add("--key-stdin=" + KEY),
            add("--key-stdin", KEY))) {
            assertFalse(failure(words).contains(KEY.substring(0, 8)));
        }
    }

    private static String failure(List<String> words) {
        return Outcome.of(words.toArray(String[]::new)).failure(2);
    }

    private static List<String> add(String... more) {
        List<String> words = new ArrayList<>(List.of("sa", "add", "--tunnel", "to-c", "--direction", "in", "--spi",
            "0x1002", "--algorithm", "aes-128-gcm-16"));
        words.addAll(Arrays.asList(more));
        return words;
    }

    private String answered(String parameters, String method, List<String> words) throws Exception {
        Path socket = directory.resolve("narrows.sock");
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--socket", socket.toString()));
        try (FakeGateway gateway = new FakeGateway(socket, "\"result\":null")) {
            String output = Outcome.of(all.toArray(String[]::new)).success();
            assertEquals(method, gateway.request().get("method").textValue());
            assertEquals(parameters, gateway.request().get("params").toString());
            return output;
        }
    }

    private Path keyFile(String text) throws IOException {
        Path file = Files.createFile(directory.resolve("key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
