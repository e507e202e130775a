package dev.narrows.api;

import static dev.narrows.api.LoopFixture.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that carry events. */
final class EventStreamTest {
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
    void shouldNameTheTypesAndThenSendEventsAsNotifications() throws IOException {
        LineClient client = follower();
        fixture.publish("to-c", 4097);
        fixture.turn();
        assertEquals("{\"jsonrpc\":\"2.0\",\"method\":\"event\",\"params\":{\"type\":\"sa-added\",\"time\":"
            + "\"2026-01-01T00:00:00Z\",\"tunnel\":\"to-c\",\"spi\":4097}}", client.answer().toString());
    }

    @Test
    void shouldSendNothingToOthersNorWhatHappenedBefore() throws IOException {
        fixture.publish("early", 256);
        LineClient other = fixture.client();
        LineClient client = follower();
        fixture.publish("to-c", 257);
        fixture.turn();
        assertEquals(257, client.answer().at("/params/spi").intValue());
        assertEquals(List.of(), other.answers());
        other.send(request(1, "ping"));
        fixture.turn();
        assertEquals("pong", other.answer().get("result").textValue());
    }

    @Test
    void shouldStayForAsLongAsTheClientReads() throws IOException {
        LineClient client = follower();
        for (int minute = 0; minute < 10; minute++) {
            fixture.advance(Connection.IDLE_LIMIT + 1);
            fixture.publish("to-c", 256);
            fixture.turn();
            assertEquals(1, client.answers().size());
        }
        assertFalse(client.isHungUp());
    }

    @Test
    void shouldTakeNoMoreRequestsFromIt() throws IOException {
        LineClient client = follower();
        client.send(request(2, "ping") + "x".repeat(2 * LineBuffer.LONGEST_LINE));
        fixture.turn();
        assertEquals(List.of(), client.answers());
        fixture.publish("to-c", 256);
        fixture.turn();
        assertEquals(1, client.answers().size());
    }

    @Test
    void shouldStreamWithoutAnAnswerToNotification() throws IOException {
        LineClient client = fixture.client();
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"events\"}\n");
        fixture.turn();
        fixture.publish("to-c", 256);
        fixture.turn();
        assertEquals("event", client.answer().get("method").textValue());
    }

    @Test
    void shouldLetGoOfClientThatDoesNotRead() throws IOException {
        LineClient slow = follower();
        LineClient quick = follower();
        int sent = 0;
        for (; fixture.loop.connections() == 2 && sent < 100_000; sent++) {
            fixture.publish("x".repeat(1000), sent);
            fixture.loop.turn();
            quick.answers();
        }
        assertTrue(sent > EventBacklog.CAPACITY / 1100 && sent < 10 * EventBacklog.CAPACITY / 1000, sent + " sent");
        fixture.publish("to-c", 256);
        fixture.turn();
        assertEquals(256, quick.answer().at("/params/spi").intValue());
        assertTrue(slow.answers().size() < sent);
        assertTrue(slow.isHungUp());
    }

    @Test
    void shouldLetGoOfClientThatStopsReadingForTooLong() throws IOException {
        LineClient client = follower();
        for (int i = 0; i < 700; i++) {
            fixture.publish("x".repeat(1000), i);
        }
        fixture.turn();
        assertEquals(1, fixture.loop.connections());
        fixture.advance(Connection.ANSWER_LIMIT - 1);
        assertEquals(1, fixture.loop.connections());
        fixture.advance(1);
        assertEquals(0, fixture.loop.connections());
        assertTrue(client.answers().size() < 700);
    }

    @Test
    void shouldEndStreamsWhereMoreHappensThanTheLoopTakes() throws IOException {
        LineClient client = follower();
        for (int i = 0; i < 10_000; i++) {
            fixture.publish("to-c", i);
        }
        fixture.turn();
        List<JsonNode> events = client.answers();
        for (int i = 0; i < events.size(); i++) {
            assertEquals(i, events.get(i).at("/params/spi").intValue(), "no gap before the end");
        }
        assertTrue(client.isHungUp());
        LineClient again = follower();
        fixture.publish("to-c", 256);
        fixture.turn();
        assertEquals(1, again.answers().size());
    }

    @Test
    void shouldRefuseMoreStreamsThanThereMayBe() throws IOException {
        List<LineClient> clients = new ArrayList<>();
        for (int i = 0; i < ControlLoop.MOST_STREAMS; i++) {
            clients.add(follower());
        }
        LineClient refused = fixture.client();
        refused.send(request(1, "events") + request(2, "ping"));
        fixture.turn();
        List<JsonNode> answers = refused.answers();
        assertEquals("too-many-streams", answers.get(0).at("/error/data/code").textValue());
        assertEquals("pong", answers.get(1).get("result").textValue());
        clients.getFirst().close();
        fixture.turn();
        follower();
    }

    private LineClient follower() throws IOException {
        LineClient client = fixture.client();
        client.send(request(1, "events"));
        fixture.turn();
        JsonNode types = client.answer().at("/result/types");
        assertTrue(types.toString().contains("\"sa-added\""), types.toString());
        return client;
    }
}
