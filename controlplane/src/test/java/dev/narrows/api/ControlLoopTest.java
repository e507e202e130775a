package dev.narrows.api;

import static dev.narrows.api.LoopFixture.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that behave, and clients that do not. */
final class ControlLoopTest {
    @TempDir
    private Path directory;
    private LoopFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new LoopFixture(directory);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void shouldAnswerRequest() throws IOException {
        LineClient client = fixture.client();
        client.send(request(7, "ping"));
        fixture.turn();
        assertEquals("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"pong\"}", client.answer().toString());
    }

    @Test
    void shouldAnswerPipelinedRequestsInOrder() throws IOException {
        LineClient client = fixture.client();
        client.send(request(1, "ping") + request(2, "nothing") + request(3, "ping") + "{\"jsonrpc\":");
        fixture.turn();
        List<Integer> ids = client.answers().stream().map(answer -> answer.get("id").intValue()).toList();
        assertEquals(List.of(1, 2, 3), ids);
        assertFalse(client.isHungUp());
    }

    @Test
    void shouldPutHalfLinesTogether() throws IOException {
        LineClient client = fixture.client();
        for (byte b : request(5, "ping").getBytes(StandardCharsets.UTF_8)) {
            assertEquals(List.of(), client.answers());
            client.send(new byte[] {b});
            fixture.loop.turn();
        }
        fixture.turn();
        assertEquals(5, client.answer().get("id").intValue());
    }

    @Test
    void shouldAnswerRequestsBeforeEndOfInput() throws IOException {
        LineClient client = fixture.client();
        client.send(request(1, "ping") + request(2, "ping"));
        client.endOutput();
        fixture.turn();
        assertEquals(2, client.answers().size());
        assertTrue(client.isHungUp());
    }

    @Test
    void shouldAcceptLongestLineAndRefuseLonger() throws IOException {
        String empty = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"text\":\"\"}}";
        String text = "x".repeat(LineBuffer.LONGEST_LINE - empty.length());
        String longest = empty.replace("\"\"", "\"" + text + "\"");
        assertEquals(LineBuffer.LONGEST_LINE, longest.length());
        LineClient client = fixture.client();
        sendAll(client, longest + "\n");
        fixture.turn();
        assertEquals(text, client.answer().get("result").textValue());

        sendAll(client, " " + longest + "\n");
        fixture.turn();
        assertEquals(-32600, errorCode(client.answer()));
        assertTrue(client.isHungUp());
    }

    @Test
    void shouldHangUpOnLineThatTakesTooLong() throws IOException {
        LineClient client = fixture.client();
        client.send("{\"jsonrpc\"");
        fixture.turn();
        fixture.advance(Connection.LINE_LIMIT - 1);
        client.send(":");
        fixture.turn();
        assertFalse(client.isHungUp());
        fixture.advance(1);
        assertTrue(client.isHungUp());
    }

    @Test
    void shouldHangUpOnPipelinedHalfLineThatTakesTooLong() throws IOException {
        LineClient client = fixture.client();
        client.send(request(1, "ping") + "{");
        fixture.turn();
        assertEquals(1, client.answer().get("id").intValue());
        fixture.advance(Connection.LINE_LIMIT);
        assertTrue(client.isHungUp());
    }

    @Test
    void shouldHangUpOnSilence() throws IOException {
        LineClient client = fixture.client();
        fixture.advance(Connection.IDLE_LIMIT - 1);
        client.send(request(1, "ping"));
        fixture.turn();
        assertEquals(1, client.answers().size());
        fixture.advance(Connection.IDLE_LIMIT - 1);
        assertFalse(client.isHungUp());
        fixture.advance(1);
        assertTrue(client.isHungUp());
    }

    @Test
    void shouldHangUpOnPeerThatDoesNotReceiveItsAnswer() throws IOException {
        LineClient client = fixture.client();
        LineClient other = fixture.client();
        client.send(request(1, "big"));
        fixture.turn();
        other.send(request(2, "ping"));
        fixture.turn();
        assertEquals(2, other.answer().get("id").intValue());
        fixture.advance(Connection.ANSWER_LIMIT);
        assertEquals(List.of(), client.answers());
        assertTrue(client.isHungUp());
        assertFalse(other.isHungUp());
    }

    @Test
    void shouldGoOnWithPeerThatReceivesSlowly() throws IOException {
        LineClient client = fixture.client();
        client.send(request(1, "big"));
        List<JsonNode> answers = List.of();
        while (answers.isEmpty()) {
            fixture.turn();
            answers = client.answers();
            assertFalse(client.isHungUp());
        }
        assertEquals(LoopFixture.BIG, answers.getFirst().get("result").textValue().length());
        client.send(request(2, "ping"));
        fixture.turn();
        assertEquals("pong", client.answer().get("result").textValue());
    }

    @Test
    void shouldAnswerThatCallTookTooLongAndIgnoreItsLateResult() throws IOException {
        LineClient client = fixture.client();
        client.send(request(1, "wait") + request(2, "ping"));
        fixture.turn();
        assertEquals(List.of(), client.answers());
        fixture.advance(Connection.CALL_LIMIT);
        List<JsonNode> answers = client.answers();
        assertEquals(-32001, errorCode(answers.get(0)));
        assertEquals("timeout", answers.get(0).at("/error/data/code").textValue());
        assertEquals(2, answers.get(1).get("id").intValue());
        fixture.waiting.getFirst().complete("late");
        fixture.turn();
        assertEquals(List.of(), client.answers());
    }

    @Test
    void shouldServeOthersWhileCallIsUnderWay() throws IOException {
        LineClient client = fixture.client();
        LineClient other = fixture.client();
        client.send(request(1, "wait"));
        fixture.turn();
        other.send(request(2, "ping"));
        fixture.turn();
        assertEquals(2, other.answer().get("id").intValue());
        fixture.waiting.getFirst().complete("now");
        fixture.turn();
        assertEquals("now", client.answer().get("result").textValue());
    }

    @Test
    void shouldForgetClientThatDisconnectsMidRequest() throws IOException {
        LineClient half = fixture.client();
        half.send("{\"jsonrpc\":\"2.0\",");
        half.close();
        LineClient waits = fixture.client();
        waits.send(request(1, "wait"));
        fixture.turn();
        waits.close();
        fixture.waiting.getFirst().complete("nobody");
        fixture.turn();
        for (int i = 0; i < ControlLoop.MOST_CONNECTIONS; i++) {
            LineClient client = fixture.client();
            client.send(request(i, "ping"));
            fixture.turn();
            assertEquals(i, client.answer().get("id").intValue());
        }
    }

    @Test
    void shouldRefuseConnectionsBeyondTheLimit() throws IOException {
        List<LineClient> clients = new ArrayList<>();
        for (int i = 0; i < ControlLoop.MOST_CONNECTIONS; i++) {
            clients.add(fixture.client());
        }
        LineClient tooMany = fixture.client();
        assertEquals(-32002, errorCode(tooMany.answer()));
        assertTrue(tooMany.isHungUp());
        clients.getFirst().close();
        fixture.turn();
        LineClient next = fixture.client();
        next.send(request(1, "ping"));
        fixture.turn();
        assertEquals("pong", next.answer().get("result").textValue());
    }

    @Test
    void shouldTellBugsToTheLogOnly() throws IOException {
        LineClient client = fixture.client();
        client.send(request(1, "fail"));
        fixture.turn();
        JsonNode answer = client.answer();
        assertEquals(-32603, errorCode(answer));
        assertFalse(answer.toString().contains("a bug"));
        assertEquals(List.of("control socket: a request failed: java.lang.IllegalStateException: a bug"), fixture.log);
    }

    @Test
    void shouldNotAnswerNotifications() throws IOException {
        LineClient client = fixture.client();
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}\n{\"jsonrpc\":\"2.0\",\"method\":\"nothing\"}\n"
            + request(3, "ping"));
        fixture.turn();
        assertEquals(3, client.answer().get("id").intValue());
    }

    private void sendAll(LineClient client, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int sent = 0; sent < bytes.length;) {
            sent += client.send(Arrays.copyOfRange(bytes, sent, bytes.length));
            fixture.turn();
        }
    }

    private static int errorCode(JsonNode answer) {
        return answer.at("/error/code").intValue();
    }
}
