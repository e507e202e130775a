package dev.narrows.api;

/**
 * What can be wrong with a request: the numbers of JSON-RPC 2.0 (section 5.1), and ours from -32000 on. Each has a name
 * that goes into {@code error.data.code}.
 */
enum RpcError {
    /** The line is not JSON. */
    PARSE_ERROR(-32700, "parse-error"),
    /** The line is JSON, but no request. */
    INVALID_REQUEST(-32600, "invalid-request"),
    /** There is no such method. */
    METHOD_NOT_FOUND(-32601, "method-not-found"),
    /** A parameter is missing, unknown or not allowed. */
    INVALID_PARAMS(-32602, "invalid-params"),
    /** A bug of ours. */
    INTERNAL_ERROR(-32603, "internal-error"),
    /** The control plane refused; {@code data.code} is then the control plane's own. */
    REFUSED(-32000, "refused"),
    /** The control plane did not answer in time. */
    TIMEOUT(-32001, "timeout"),
    /** As many clients are connected as are served. */
    TOO_MANY_CONNECTIONS(-32002, "too-many-connections"),
    /** As many clients read events as may. */
    TOO_MANY_STREAMS(-32003, "too-many-streams");

    private final int number;
    private final String label;

    RpcError(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** {@return the number that goes into {@code error.code}} */
    int number() {
        return number;
    }

    /** {@return the name that goes into {@code error.data.code}} */
    String label() {
        return label;
    }
}
