package dev.narrows.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Reads one line as one JSON object. Strict: duplicate names, trailing text and deep nesting are errors. Error messages
 * tell places, never text of the line. Jackson copies strings to the heap, so it gets none that is a key.
 */
final class RequestReader {
    private static final int DEEPEST = 8;
    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_NAME = 256;

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxNumberLength(LONGEST_NUMBER)
                .maxNameLength(LONGEST_NAME)
                .maxStringLength(LineBuffer.LONGEST_LINE)
                .maxDocumentLength(LineBuffer.LONGEST_LINE)
                .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();

    /**
     * Reads a line.
     *
     * @param line without its LF; UTF-8.
     * @return the object.
     * @throws RpcException where it is none.
     */
    ObjectNode read(byte[] line) {
        return switch (parse(line)) {
            case ObjectNode object -> object;
            case MissingNode _ -> throw new RpcException(RpcError.PARSE_ERROR, "the line is empty");
            case JsonNode other when other.isArray() ->
                throw new RpcException(RpcError.INVALID_REQUEST, "batches are not served: send one request a line");
            default -> throw new RpcException(RpcError.INVALID_REQUEST, "a request is a JSON object");
        };
    }

    private JsonNode parse(byte[] line) {
        try {
            return mapper.readTree(line);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null ? "" : ": see byte " + e.getLocation().getByteOffset();
            throw new RpcException(RpcError.PARSE_ERROR, "the line is not one JSON value, nested at most " + DEEPEST
                + " deep and without duplicate names" + place);
        } catch (IOException e) {
            throw new RpcException(RpcError.PARSE_ERROR, "the line is not JSON in UTF-8");
        }
    }
}
