package dev.bifrost.exchange;

import java.util.List;
import java.util.Map;

/**
 * A request in a provider's words.
 *
 * @param body    what is sent
 * @param headers that the dialect needs; names in lower case
 * @param losses  what the words have no room for
 */
record Written(List<Piece> body, Map<String, String> headers, List<String> losses) {

    /** How many bytes of the body are not the client's. */
    long ownBytes() {
        return body.stream()
                .filter(Piece.Bytes.class::isInstance)
                .mapToLong(Piece::length)
                .sum();
    }
}
