package dev.bifrost.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.upstream.ReadAnswers.Read;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;

/** What Netty's decoder makes of an answer, in the words of the gateway's reader. */
final class NettyAnswers {
    private NettyAnswers() {}

    static Read byNetty(String answer) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseDecoder());
        channel.writeInbound(Unpooled.copiedBuffer(answer, StandardCharsets.ISO_8859_1));
        channel.finish();
        var heads = new java.util.ArrayList<String>();
        StringBuilder content = new StringBuilder();
        int ends = 0;
        boolean body = false;
        for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
            if (read instanceof HttpResponse response) {
                assertThat(response.decoderResult().isSuccess()).as(answer).isTrue();
                body = response.status().code() >= 200;
                if (body) {
                    heads.add(head(response));
                }
            }
            if (read instanceof HttpContent piece) {
                assertThat(piece.decoderResult().isSuccess()).as(answer).isTrue();
                content.append(piece.content().toString(StandardCharsets.ISO_8859_1));
                ends += body && read instanceof LastHttpContent ? 1 : 0;
                piece.release();
            }
        }
        return new Read(heads, content.toString(), ends, false, false);
    }

    private static String head(HttpResponse response) {
        int status = response.status().code();
        String length = response.headers().get("content-length");
        boolean empty = status == 204 || status == 304;
        StringBuilder text = new StringBuilder().append(status).append(' ');
        text.append(empty ? "0" : length == null ? "-1" : length);
        response.headers()
                .forEach(e -> text.append('|')
                        .append(e.getKey().toLowerCase(java.util.Locale.ROOT))
                        .append('=')
                        .append(e.getValue()));
        return text.toString();
    }
}
