/** Hand-written records in the shapes of national portals, each with what it must become (`brief`). */
export const DIALECTS: readonly { portal: string; text: string; becomes: unknown }[] = [
  {
    portal: 'a European aggregator: catalogue record, concepts described, two languages',
    text: `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/"
  xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:skos="http://www.w3.org/2004/02/skos/core#" xmlns:adms="http://www.w3.org/ns/adms#" xmlns:dqv="http://www.w3.org/ns/dqv#">
  <dcat:CatalogRecord rdf:about="http://data.example.eu/record/rivers">
    <foaf:primaryTopic rdf:resource="http://data.example.eu/dataset/rivers"/>
    <dct:issued rdf:datatype="http://www.w3.org/2001/XMLSchema#dateTime">2020-01-02T03:04:05Z</dct:issued>
    <dct:modified rdf:datatype="http://www.w3.org/2001/XMLSchema#dateTime">2024-01-02T03:04:05Z</dct:modified>
  </dcat:CatalogRecord>
  <dcat:Dataset rdf:about="http://data.example.eu/dataset/rivers">
    <dct:title xml:lang="en">Rivers</dct:title>
    <dct:title xml:lang="fr">Rivières</dct:title>
    <dct:description xml:lang="fr"><![CDATA[<p>Tous les cours d'eau</p>]]> &amp; leurs noms</dct:description>
    <dct:identifier>rivers-1</dct:identifier>
    <dcat:theme>
      <skos:Concept rdf:about="http://publications.europa.eu/resource/authority/data-theme/ENVI"><skos:prefLabel xml:lang="en">Environment</skos:prefLabel></skos:Concept>
    </dcat:theme>
    <dct:language rdf:resource="http://publications.europa.eu/resource/authority/language/FRA"/>
    <dct:accrualPeriodicity rdf:resource="http://publications.europa.eu/resource/authority/frequency/ANNUAL"/>
    <adms:versionNotes xml:lang="en">First</adms:versionNotes>
    <dqv:hasQualityAnnotation rdf:resource="http://data.example.eu/quality/1"/>
  </dcat:Dataset>
</rdf:RDF>`,
    becomes: {
      kind: 'dataset',
      id: 'http://data.example.eu/dataset/rivers',
      iri: 'http://data.example.eu/dataset/rivers',
      identifier: ['rivers-1'],
      versionNotes: { en: 'First' },
      title: { en: 'Rivers', fr: 'Rivières' },
      description: { fr: "<p>Tous les cours d'eau</p> & leurs noms" },
      theme: ['ENVI'],
      language: ['fr'],
      frequency: 'ANNUAL',
      origin: {
        url: 'http://data.example.eu/record/rivers',
        issued: '2020-01-02T03:04:05Z',
        modified: '2024-01-02T03:04:05Z',
      },
      extra: { 'http://www.w3.org/ns/dqv#hasQualityAnnotation': 'http://data.example.eu/quality/1' },
    },
  },
  {
    portal: 'a udata feed: flattened JSON-LD, context behind the graph, hydra paging beside it',
    text: JSON.stringify({
      '@graph': [
        {
          '@id': 'https://data.example.fr/catalog',
          '@type': 'dcat:Catalog',
          'dct:title': 'Catalogue',
          'dcat:dataset': [{ '@id': 'https://data.example.fr/d/1' }],
        },
        {
          '@id': 'https://data.example.fr/catalog?page=1',
          '@type': 'hydra:PartialCollectionView',
          'hydra:next': 'https://data.example.fr/catalog?page=2',
        },
        {
          '@id': 'https://data.example.fr/d/1',
          '@type': 'dcat:Dataset',
          'dct:title': 'Arrêts de bus',
          'dcat:keyword': ['bus', 'transport'],
          'dct:publisher': { '@id': '_:org' },
          'dct:license': 'Licence Ouverte / Open Licence version 2.0',
          'dct:temporal': { '@id': '_:period' },
          'dcat:distribution': { '@id': 'https://data.example.fr/r/1' },
        },
        {
          '@id': '_:org',
          '@type': 'foaf:Organization',
          'foaf:name': 'Ville',
          'foaf:homepage': { '@id': 'https://ville.example.fr' },
        },
        {
          '@id': '_:period',
          '@type': 'dct:PeriodOfTime',
          'schema:startDate': '2018-01-01',
          'schema:endDate': '2018-12-31',
        },
        {
          '@id': 'https://data.example.fr/r/1',
          '@type': 'dcat:Distribution',
          'dct:title': 'arrets.csv',
          'dcat:downloadURL': { '@id': 'https://data.example.fr/arrets.csv' },
          'dct:format': 'csv',
          'dcat:byteSize': 1024,
          'spdx:checksum': {
            'spdx:algorithm': 'sha1',
            'spdx:checksumValue': 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
          },
        },
      ],
      '@context': {
        dcat: 'http://www.w3.org/ns/dcat#',
        dct: 'http://purl.org/dc/terms/',
        foaf: 'http://xmlns.com/foaf/0.1/',
        hydra: 'http://www.w3.org/ns/hydra/core#',
        schema: 'http://schema.org/',
        spdx: 'http://spdx.org/rdf/terms#',
      },
    }),
    becomes: {
      kind: 'dataset',
      id: 'https://data.example.fr/d/1',
      iri: 'https://data.example.fr/d/1',
      title: { und: 'Arrêts de bus' },
      keyword: { und: ['bus', 'transport'] },
      publisher: { name: { und: 'Ville' }, url: 'https://ville.example.fr' },
      temporal: [{ start: '2018-01-01', end: '2018-12-31' }],
      license: 'etalab-2.0',
      distribution: [
        {
          id: 'https://data.example.fr/r/1',
          iri: 'https://data.example.fr/r/1',
          title: { und: 'arrets.csv' },
          downloadURL: ['https://data.example.fr/arrets.csv'],
          format: 'csv',
          byteSize: 1024,
          checksum: { algorithm: 'sha1', value: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' },
        },
      ],
      origin: { catalog: 'https://data.example.fr/catalog' },
    },
  },
  {
    portal: 'DCAT-AP.de: contributor, maintainer, attribution text, old licence address',
    text: `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dcatde: <http://dcat-ap.de/def/dcatde/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix dcatap: <http://data.europa.eu/r5r/> .
<https://daten.example.de/d/1> a dcat:Dataset ;
  dct:title "Lärmkarte"@de ;
  dcatde:contributorID <http://dcat-ap.de/def/contributors/hamburg> ;
  dcatde:maintainer [ a foaf:Agent ; foaf:name "Amt für Geoinformation" ] ;
  dcat:contactPoint [ a vcard:Organization ; vcard:fn "Umweltamt" ; vcard:hasEmail <mailto:umwelt@example.de> ; vcard:hasTelephone [ vcard:hasValue <tel:+4940123> ] ; vcard:hasURL <https://umwelt.example.de> ] ;
  dct:spatial [ a dct:Location ; <http://www.w3.org/ns/locn#geometry> "{\\"type\\":\\"Polygon\\",\\"coordinates\\":[[[9,53],[10,53],[10,54],[9,54],[9,53]]]}"^^<https://www.iana.org/assignments/media-types/application/vnd.geo+json> ] ;
  dcat:distribution [ a dcat:Distribution ; dcat:accessURL <https://daten.example.de/wms?a=1&b=2> ; dct:format "WMS" ;
    dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2_0> ; dcatde:licenseAttributionByText "Freie Stadt"@de ; dcatap:availability <http://dcat-ap.de/def/plannedAvailability/stable> ] .`,
    becomes: {
      kind: 'dataset',
      id: 'https://daten.example.de/d/1',
      iri: 'https://daten.example.de/d/1',
      title: { de: 'Lärmkarte' },
      contactPoint: [
        {
          name: { und: 'Umweltamt' },
          email: 'umwelt@example.de',
          telephone: '+4940123',
          url: 'https://umwelt.example.de',
        },
      ],
      qualifiedAttribution: [{ agent: { name: { und: 'Amt für Geoinformation' } }, role: 'maintainer' }],
      spatial: [{ bbox: [9, 53, 10, 54] }],
      distribution: [
        {
          accessURL: ['https://daten.example.de/wms?a=1&b=2'],
          format: 'wms',
          license: 'DL-DE-BY-2.0',
          availability: 'STABLE',
          extra: {
            'http://dcat-ap.de/def/dcatde/licenseAttributionByText': {
              '@value': 'Freie Stadt',
              '@language': 'de',
            },
          },
        },
      ],
      extra: { 'http://dcat-ap.de/def/dcatde/contributorID': 'http://dcat-ap.de/def/contributors/hamburg' },
    },
  },
  {
    portal: 'DCAT-AP_IT: subclasses of its own, licence document with a name, rights holder',
    text: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/" xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:dcatapit="http://dati.gov.it/onto/dcatapit#" xmlns:owl="http://www.w3.org/2002/07/owl#">
  <dcatapit:Dataset rdf:about="https://dati.example.it/d/1">
    <rdf:type rdf:resource="http://www.w3.org/ns/dcat#Dataset"/>
    <dct:title>Aria</dct:title>
    <dct:identifier>c_1:D.1</dct:identifier>
    <dct:rightsHolder><dcatapit:Agent rdf:about="http://dati.example.it/o/c_1"><dct:identifier>c_1</dct:identifier><foaf:name xml:lang="it">Comune</foaf:name></dcatapit:Agent></dct:rightsHolder>
    <dct:spatial><dct:Location><dcatapit:geographicalIdentifier rdf:resource="https://www.geonames.org/3165361"/></dct:Location></dct:spatial>
    <dct:temporal><dct:PeriodOfTime><dcatapit:startDate>2015-01-01</dcatapit:startDate><dcatapit:endDate>2015-12-31</dcatapit:endDate></dct:PeriodOfTime></dct:temporal>
    <dcat:distribution><dcatapit:Distribution><dcat:accessURL rdf:resource="https://dati.example.it/aria"/>
      <dct:license><dcatapit:LicenseDocument rdf:about="https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40"><foaf:name>Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)</foaf:name><owl:versionInfo>4.0</owl:versionInfo></dcatapit:LicenseDocument></dct:license>
    </dcatapit:Distribution></dcat:distribution>
  </dcatapit:Dataset>
</rdf:RDF>`,
    becomes: {
      kind: 'dataset',
      id: 'https://dati.example.it/d/1',
      iri: 'https://dati.example.it/d/1',
      identifier: ['c_1:D.1'],
      title: { und: 'Aria' },
      rightsHolder: [{ name: { it: 'Comune' }, iri: 'http://dati.example.it/o/c_1', identifier: 'c_1' }],
      temporal: [{ start: '2015-01-01', end: '2015-12-31' }],
      spatial: [{ uri: 'https://www.geonames.org/3165361' }],
      distribution: [{ accessURL: ['https://dati.example.it/aria'], license: 'CC-BY-4.0' }],
    },
  },
  {
    portal: 'datos.gob.es: a rhythm as a duration, a described format, an interval of instants',
    text: `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix time: <http://www.w3.org/2006/time#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .  @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://datos.example.es/c/1> a dcat:Dataset ; dct:title "Censo"@es ;
  dct:accrualPeriodicity [ a dct:Frequency ; rdf:value [ a time:DurationDescription ; time:months 3 ] ] ;
  dct:temporal [ a time:Interval ; time:hasBeginning [ a time:Instant ; time:inXSDDateTime "2001-01-01T00:00:00"^^xsd:dateTime ] ; time:hasEnd [ a time:Instant ; time:inXSDDate "2001-12-31"^^xsd:date ] ] ;
  dct:publisher <http://datos.example.es/o/L01> ;
  dcat:distribution <https://datos.example.es/c/1/r> .
<https://datos.example.es/c/1/r> a dcat:Distribution ; dcat:accessURL "https://datos.example.es/censo.xls"^^xsd:anyURI ;
  dct:format [ a dct:IMT ; rdf:value "application/vnd.ms-excel" ; rdfs:label "XLS" ] ; dcat:byteSize "1536.0"^^xsd:decimal .`,
    becomes: {
      kind: 'dataset',
      id: 'https://datos.example.es/c/1',
      iri: 'https://datos.example.es/c/1',
      title: { es: 'Censo' },
      publisher: { iri: 'http://datos.example.es/o/L01' },
      frequency: 'QUARTERLY',
      temporal: [{ start: '2001-01-01T00:00:00', end: '2001-12-31' }],
      distribution: [
        {
          id: 'https://datos.example.es/c/1/r',
          iri: 'https://datos.example.es/c/1/r',
          accessURL: ['https://datos.example.es/censo.xls'],
          mediaType: 'application/vnd.ms-excel',
          format: 'xls',
          byteSize: 1536,
        },
      ],
    },
  },
  {
    portal: 'opendata.swiss: identifiers with an at sign, relative dates, contact without a node type',
    text: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/" xmlns:vcard="http://www.w3.org/2006/vcard/ns#" xmlns:schema="http://schema.org/">
<dcat:Catalog><dct:title>Katalog</dct:title><dcat:dataset><dcat:Dataset>
  <dct:identifier>42@amt</dct:identifier><dct:title xml:lang="de">Gemeinden</dct:title><dct:title xml:lang="rm">Vischnancas</dct:title>
  <dct:issued rdf:datatype="http://www.w3.org/2001/XMLSchema#gYear">1990</dct:issued>
  <dct:modified rdf:datatype="http://schema.org/DateTime">2020-05-05T00:00:00</dct:modified>
  <dcat:contactPoint rdf:parseType="Resource"><vcard:fn>Amt</vcard:fn><vcard:hasEmail>mailto:amt@example.ch</vcard:hasEmail></dcat:contactPoint>
  <dct:temporal><dct:PeriodOfTime><schema:startDate>1990</schema:startDate></dct:PeriodOfTime></dct:temporal>
  <dcat:landingPage rdf:resource="https://www.amt.example.ch"/>
</dcat:Dataset></dcat:dataset></dcat:Catalog></rdf:RDF>`,
    becomes: {
      kind: 'dataset',
      id: '42@amt',
      identifier: ['42@amt'],
      title: { de: 'Gemeinden', rm: 'Vischnancas' },
      contactPoint: [{ name: { und: 'Amt' }, email: 'amt@example.ch' }],
      issued: '1990',
      modified: '2020-05-05T00:00:00',
      temporal: [{ start: '1990' }],
      landingPage: ['https://www.amt.example.ch'],
      origin: { catalog: 'Katalog' },
    },
  },
  {
    portal:
      'GeoDCAT-AP: roles, WKT with a reference system that puts latitude first, a centre beside the box',
    text: `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix prov: <http://www.w3.org/ns/prov#> . @prefix gsp: <http://www.opengis.net/ont/geosparql#> . @prefix geodcatap: <http://data.europa.eu/930/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://geo.example.eu/1> a dcat:Dataset ; dct:title "Grid"@en ;
  geodcatap:custodian [ foaf:name "Keeper"@en ; foaf:mbox <mailto:keeper@example.eu> ] ;
  prov:qualifiedAttribution [ a prov:Attribution ; prov:agent [ foaf:name "Owner"@en ] ; dcat:hadRole <http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/owner> ] ;
  dct:spatial [ a dct:Location ; dcat:bbox "<http://www.opengis.net/def/crs/EPSG/0/4326> POLYGON((40 -10, 40 5, 60 5, 60 -10, 40 -10))"^^gsp:wktLiteral ; dcat:centroid "POINT(-2.5 50)"^^gsp:wktLiteral ] ;
  dcat:spatialResolutionInMeters 25.0 , "100"^^<http://www.w3.org/2001/XMLSchema#decimal> ;
  dct:provenance [ a dct:ProvenanceStatement ; <http://www.w3.org/2000/01/rdf-schema#label> "Derived from maps"@en ] ;
  dct:conformsTo <http://www.opengis.net/def/crs/EPSG/0/3035> .`,
    becomes: {
      kind: 'dataset',
      id: 'http://geo.example.eu/1',
      iri: 'http://geo.example.eu/1',
      title: { en: 'Grid' },
      qualifiedAttribution: [
        { agent: { name: { en: 'Keeper' }, email: 'keeper@example.eu' }, role: 'custodian' },
        { agent: { name: { en: 'Owner' } }, role: 'owner' },
      ],
      spatial: [{ bbox: [-10, 40, 5, 60] }],
      spatialResolutionInMeters: [25, 100],
      conformsTo: [{ url: 'http://www.opengis.net/def/crs/EPSG/0/3035' }],
      provenance: [{ en: 'Derived from maps' }],
      extra: {
        'http://purl.org/dc/terms/spatial': {
          'http://www.w3.org/ns/dcat#centroid': {
            '@value': 'POINT(-2.5 50)',
            '@type': 'http://www.opengis.net/ont/geosparql#wktLiteral',
          },
        },
      },
    },
  },
  {
    portal: 'ckanext-dcat: keywords, an agent in a literal, a service behind a distribution',
    text: `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix adms: <http://www.w3.org/ns/adms#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dcatap: <http://data.europa.eu/r5r/> .
<https://ckan.example.org/dataset/1> a dcat:Dataset ; dct:title "Noise" ; dct:creator "Anna Example" ;
  adms:identifier [ a adms:Identifier ; skos:notation "alt-1" ] ; adms:sample <https://ckan.example.org/sample> ; dct:isVersionOf <https://ckan.example.org/dataset/0> ;
  dcatap:hvdCategory <http://data.europa.eu/bna/c_dd313021> ; dcatap:applicableLegislation <http://data.europa.eu/eli/reg_impl/2023/138/oj> ;
  dct:accessRights [ a dct:RightsStatement ; <http://www.w3.org/2000/01/rdf-schema#label> "public" ] ; dct:rights <http://example.org/terms> ;
  dcat:distribution <https://ckan.example.org/r/1> .
<https://ckan.example.org/r/1> a dcat:Distribution ; dcat:accessURL <https://ckan.example.org/api> ; dcat:mediaType <https://www.iana.org/assignments/media-types/application/json> ; adms:status <http://purl.org/adms/status/Completed> ;
  dcat:accessService <https://ckan.example.org/s/1> .
<https://ckan.example.org/s/1> a dcat:DataService ; dct:title "API"@en ; dcat:endpointURL <https://ckan.example.org/api> ; dcat:endpointDescription <https://ckan.example.org/api/spec> .`,
    becomes: {
      kind: 'dataset',
      id: 'https://ckan.example.org/dataset/1',
      iri: 'https://ckan.example.org/dataset/1',
      otherIdentifier: ['alt-1'],
      title: { und: 'Noise' },
      creator: [{ name: { und: 'Anna Example' } }],
      rights: [{ und: 'http://example.org/terms' }],
      accessRights: 'PUBLIC',
      applicableLegislation: ['http://data.europa.eu/eli/reg_impl/2023/138/oj'],
      hvdCategory: ['c_dd313021'],
      sample: ['https://ckan.example.org/sample'],
      distribution: [
        {
          id: 'https://ckan.example.org/r/1',
          iri: 'https://ckan.example.org/r/1',
          accessURL: ['https://ckan.example.org/api'],
          mediaType: 'application/json',
          status: 'COMPLETED',
          accessService: [
            {
              iri: 'https://ckan.example.org/s/1',
              title: { en: 'API' },
              endpointURL: ['https://ckan.example.org/api'],
              endpointDescription: ['https://ckan.example.org/api/spec'],
            },
          ],
        },
      ],
      extra: { 'http://purl.org/dc/terms/isVersionOf': 'https://ckan.example.org/dataset/0' },
    },
  },
  {
    portal: 'an ArcGIS Hub feed: JSON-LD with a remote context, GeoJSON as an object, HTML as a licence',
    text: JSON.stringify({
      '@context': 'https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld',
      '@type': 'dcat:Catalog',
      dataset: [
        {
          '@type': 'dcat:Dataset',
          identifier: 'https://www.arcgis.com/home/item.html?id=f6565516d1354383b25793e630cf3f2b',
          title: 'Parkings',
          publisher: { name: 'Ville', subOrganizationOf: { name: 'Agglo' } },
          contactPoint: { '@type': 'vcard:Contact', fn: 'sig', hasEmail: 'mailto:sig@example.fr' },
          accessLevel: 'public',
          spatial: {
            type: 'Polygon',
            coordinates: [
              [
                [6.5, 46.3],
                [6.6, 46.3],
                [6.6, 46.4],
                [6.5, 46.4],
                [6.5, 46.3],
              ],
            ],
          },
          license:
            '<p>Licence <a href="https://www.etalab.gouv.fr/licence-ouverte-open-licence">ouverte</a></p>',
          isPartOf: null,
        },
      ],
    }),
    becomes: {
      kind: 'dataset',
      id: 'https://www.arcgis.com/home/item.html?id=f6565516d1354383b25793e630cf3f2b',
      identifier: ['https://www.arcgis.com/home/item.html?id=f6565516d1354383b25793e630cf3f2b'],
      title: { und: 'Parkings' },
      publisher: { name: { und: 'Ville' }, memberOf: { und: 'Agglo' } },
      contactPoint: [{ name: { und: 'sig' }, email: 'sig@example.fr' }],
      spatial: [{ bbox: [6.5, 46.3, 6.6, 46.4] }],
      license: 'etalab-2.0',
      accessRights: 'PUBLIC',
    },
  },
  {
    portal: 'a triple store: N-Triples',
    text: [
      '<http://nt.example.org/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#DatasetSeries> .',
      '<http://nt.example.org/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .',
      '<http://nt.example.org/1> <http://purl.org/dc/terms/title> "S\\u00E9rie \\"A\\""@fr .',
      '<http://nt.example.org/1> <http://purl.org/dc/terms/temporal> "start=2001; end=2002; scheme=W3C-DTF;" .',
    ].join('\n'),
    becomes: {
      kind: 'series',
      id: 'http://nt.example.org/1',
      iri: 'http://nt.example.org/1',
      title: { fr: 'Série "A"' },
      temporal: [{ start: '2001', end: '2002' }],
    },
  },
  {
    portal: 'a Flemish catalogue: a service that is a catalogue as well, in TriG',
    text: `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<http://vl.example.be/graph> { <http://vl.example.be/s/1> a dcat:DataService , dcat:Catalog ; dct:title "Zoekdienst"@nl-BE ; dcat:endpointURL <https://vl.example.be/csw> ; dcat:servesDataset <http://vl.example.be/d/1> . }`,
    becomes: {
      kind: 'service',
      id: 'http://vl.example.be/s/1',
      iri: 'http://vl.example.be/s/1',
      title: { 'nl-be': 'Zoekdienst' },
      endpointURL: ['https://vl.example.be/csw'],
      servesDataset: ['http://vl.example.be/d/1'],
    },
  },
];
