package dev.bifrost.audit;

import dev.bifrost.audit.SinkFailure.Kind;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The few documents of S3 that are read. */
final class BucketXml {
    private BucketXml() {}

    /** Where a page ends. */
    record Mark(String key, String version) {}

    /** @param end null if nothing comes after it */
    record Page(List<Mark> versions, @Nullable Mark end) {}

    /** The text of every element that has nothing but text, by its name. */
    static Map<String, String> texts(byte[] xml) throws SinkFailure {
        Map<String, String> texts = new HashMap<>();
        read(xml, (_, name, text) -> texts.putIfAbsent(name, text));
        return texts;
    }

    /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html, without delete markers. */
    static Page page(byte[] xml) throws SinkFailure {
        List<Mark> versions = new ArrayList<>();
        Map<String, String> whole = new HashMap<>();
        Map<String, String> one = new HashMap<>();
        read(xml, (depth, name, text) -> {
            if (depth > 2) {
                one.putIfAbsent(name, text);
                return;
            }
            if (name.equals("Version")) {
                versions.add(new Mark(one.getOrDefault("Key", ""), one.getOrDefault("VersionId", "")));
            }
            one.clear();
            whole.putIfAbsent(name, text);
        });
        boolean more = "true".equals(whole.get("IsTruncated"));
        String next = whole.getOrDefault("NextKeyMarker", "");
        return new Page(
                versions,
                more && !next.isEmpty() ? new Mark(next, whole.getOrDefault("NextVersionIdMarker", "")) : null);
    }

    /** Told at the end of each element. */
    private interface Element {
        /** @param depth 1 for the root */
        void end(int depth, String name, String text);
    }

    private static void read(byte[] xml, Element element) throws SinkFailure {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            StringBuilder text = new StringBuilder();
            int depth = 0;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        depth++;
                        text.setLength(0);
                    }
                    case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
                    case XMLStreamConstants.END_ELEMENT -> element.end(depth--, reader.getLocalName(), text.toString());
                    default -> {}
                }
            }
        } catch (XMLStreamException e) {
            throw new SinkFailure(Kind.REFUSED, "what answers is no S3; check url and region", e);
        }
    }
}
