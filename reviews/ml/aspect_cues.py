"""The words that tell what part of a film a sentence is about, and the phrases in which they mean something else.

Each entry is a regular expression over whole words of the sentence as normalised for the networks (lower case, straight
quotes). `GUARDS` are blanked before the cues of that aspect are looked for. `NAMED` is looked for in the sentence as
written, because capitals make names.
"""

_SPEAKS_OF_IT = (
    "good|great|excellent|fine|wonderful|brilliant|superb|terrific|amazing|outstanding|perfect|fantastic|magnificent|"
    "solid|decent|strong|convincing|believable|credible|likea?ble|charming|delightful|hilarious|funny|hysterical|"
    "memorable|marvell?ous|splendid|impressive|adorable|awesome|spot[- ]on|precious|fun|superior|sublime|stunning|"
    "captivating|compelling|endearing|quintessential|the best|at (?:his|her|their) best|bad|awful|terrible|horrible|"
    "dreadful|poor|weak|wooden|stiff|bland|flat|annoying|irritating|laughable|ridiculous|miscast|wasted|unconvincing|"
    "unbelievable|atrocious|pathetic|mediocre|lackluster|stilted|over the top|the worst|no [A-Z]\\w+ [A-Z]\\w+"
)
_DEGREE = "(?:(?:\\w+ly|very|so|just|also|always|quite|pretty|as|rather|not|never|still|both|all|an?|the) ){0,3}"
_BRILLIANTLY_OR_BADLY = (
    "brilliantly|perfectly|wonderfully|beautifully|superbly|nicely|expertly|convincingly|excellently|hilariously|"
    "masterfully|skillfully|competently|badly|poorly|terribly|horribly|awfully"
)
_WELL_OR_BADLY = f"well|{_BRILLIANTLY_OR_BADLY}"
_THE_FILM = "(?:film|movie|picture|story|plot|series|show|episode|book)"
_ON_PAPER = r"(?:review|comment|this|a|an|my|about|in|to|here)"

GUARDS: dict[str, tuple[str, ...]] = {
    "acting": (
        r"casts? (?:a|an|the|his|her|its|their) (?:\w+ )?(?:spell|shadow|doubt|vote|light|eye|glance|ballot)",
        r"to cast|cast (?:away|aside|out|includes|list)",
        r"acts? (?:of|like|out)|in the act|acting (?:like|as|career|school|class|profession)|no longer acting",
        r"(?:act(?:s|ed)?|acting) (?:strangely|weird|crazy|normal|tough)",
        r"performance (?:art|artist|review|anxiety)|box[- ]office performance|musical performances?",
        r"plays? out|role (?:models?|playing|reversals?|of (?:women|men|religion|technology|government|rehearsals?))",
        r"(?:important|key|big|vital|major|minor|central|huge|crucial) roles? in (?:life|society|history|the story)",
        r"portrayals? of (?:the (?:south|war|era|world|city|country|times?)|life|how|society)",
        r"leading m[ae]n (?:of|in) the|as an actor|actors? (?:studio|guild)",
    ),
    "story": (
        r"(?:another|different|sad|end of|same old|cover|news|toy|west side|philadelphia|tokyo|police) stor(?:y|ies)",
        r"(?:whole|long) (?:other )?story(?: short)?|story short|short stories|stories of my|\w+ story [1-5]",
        r"(?:two|three|second|third|top|first|upper|multi)[- ]stor(?:y|ey|ies)",
        r"(?:best of )?(?:the )?other (?:\w+ )?stories|'' stories",
        r"(?:story|stories|tale) of|tells? the (?:\w+ )?(?:story|tale) about",
        r"(?:story|plot|premise|film|movie) (?:is |was )?(?:about|concerns|involves|follows|revolves|cent(?:er|re)s)",
        r"(?:story|plot) (?:begins|opens|starts) (?:with|in|when|as)|theme (?:songs?|music|parks?|tunes?)",
        r"plot(?:s|ted|ting)? (?:to|against)|burial plots?|writer[/-]directors?|director[/-]writers?",
        r"character act(?:ors?|ress(?:es)?)|cast of characters",
        rf"(?:i|to|was|am|be|have|had|just|you|felt) (?:writ(?:e|ing|ten)|wrote) {_ON_PAPER}|writing {_ON_PAPER}",
        r"written (?:all over|on|down|in (?:blood|english|stone)|permission|comment|review)|vs\.? scripted",
        r"writers? (?:of this (?:review|comment)|who|named|in paris)|makes? sense of|sense of humou?r",
        r"stereotypes? in|romance (?:languages?|novels?)|no idea|any idea|have an idea|get the idea",
    ),
    "directing": (
        r"(?:opposite|right|wrong|same|different|new|any|every|which|either|that|this|one|other) directions?",
        r"directions? (?:to|home)|sense of direction",
        r"direct(?:s|ed)? (?:at|to|towards?|from|into|against|contact|result|line|link|sequel|descendant|quote)",
        r"(?:art|casting|music|funeral|managing|program|acting|technical) directors?",
        r"(?:art|music|musical|stage) direction|directors? of \w+",
        r"director'?s (?:cut|commentary)",
        r"(?:film|movie|pic|picture|work|thriller|western) from (?:\w+ ){0,3}(?:director|film-?maker)",
        r"(?:met|meet|into) the director",
        r"(?<!ly )(?<!well )directed by",
        r"(?:other|any|real|his|her|several|\d) films?(?: of note)? (?:that )?\w+ directed",
        r"(?:newspaper|magazine|story) editors?|editors? (?:of|at)|edit:|self-directed",
        r"(?:independent|fellow|student|aspiring|amateur|snuff) film-?makers?|aspects? of (?:film|movie)[- ]?making",
        r"\w+'s editor|who (?:once|also|later) directed|edited version",
    ),
    "visuals": (
        r"look(?:s|ed|ing)? (?:like|for|at|up|back|into|out|after|to|down|through|around|over|away|as|forward)",
        r"(?:a|second|closer|close|quick|first|hard|have a|take a) look (?:at|into|back|upon)|(?:closer|second) look",
        r"look(?:s|ed)? (?:as (?:if|though)|elsewhere|no further)",
        r"(?:is|are|was|were) set|all set|on set|on the set|mind ?set|set of|(?:box|dvd|tv|volume|chess) sets?",
        r"set(?:s|ting)? (?:out|up|in|off|about|to|on fire|sail|foot|free|against|apart|aside)",
        r"set(?:s|ting)? the (?:stage|tone|mood|scene|bar)",
        r"(?:profound|lasting|desired|negative|positive|no|overall|same|cause and|after|emotional|great|domino) effect",
        r"(?:calming|side|full|sound|to that) effects?|in effect|effects? (?:on|of)|take effect",
        r"(?:big|long|best|worth a|a|gun|cheap|parting|warning|screen|hot|head|mug) ?shots?",
        r"shots? (?:at|by|dead|fired|rang|in the (?:arm|dark|head|back|foot|shoulder))|in (?:one|a single) shot",
        r"colou?r (?:purple|of (?:money|paradise|night))|people of colou?r|off[- ]colou?r",
        r"colou?r of (?:his|her|their|my|the|our) (?:skin|hair|eyes)",
        r"effects artists?|colou?red (?:people|m[ae]n|wom[ae]n)",
        r"(?:into|before|in front of|at|on|behind|candid|security) (?:the )?cameras?(?![- ]?(?:work|angle))",
        r"(?:holding|aimed|for) (?:the |a )cameras?(?![- ]?(?:work|angle))",
        r"make ?up (?:for|his|her|their|the|your|a|my|with|of)|art design school|by design|intelligent design",
        r"(?:this|that|such a|social|the right|a social|public|group|office) setting",
    ),
    "music": (
        r"(?:imdb|user|rating|high|higher|low|lower|overall|final|perfect|test|box[- ]office|average) scores?",
        r"scores?:? (?:of )?\d\S*|scored (?:an?|his|her|with|for|\d\S*)|score(?:s|d)? (?:points?|it|this|them|drugs)",
        r"(?:give|gave|given|giving|deserves?|rated?|gets?|vote) (?:\w+ ){0,3}(?:a|an|my|the|this) (?:\w+ )?score",
        r"scores of (?!the)(?:\w+s|people|women|men|children)",
        r"(?:settle|even) (?:the|a|old|some) scores?|keep score|know the score",
        r"sound(?:s|ed)? (?:like|as|good|bad|great|so|very|familiar|promising|a bit|mind|asleep|advice)",
        r"the sound of|sound ?stages?|safe and sound",
        r"(?:swan|for a|same old) songs?|(?:tune|tuned) in(?:to)?|tune out",
        r"stay(?:ed)? tuned|sound ?check|fine[- ]tun\w+|looney tunes?",
        r"music (?:videos?|teachers?|industry|business|box|halls?|stores?|students?|lessons?)|video music",
        r"face the music|musical chairs|sing(?:s|ing)? (?:its|his|her|your|the) praises|composed of|the music of",
    ),
    "dialogue": (
        r"(?:story|plot|time|bottom|finish|dead|date|head|out|under|base|side|coast|assembly|railway|power|phone|front)"
        r"[- ]?lines?",
        r"(?:fine|thin|blurred|following|on|in|ten|few|\d+) lines?|read between the lines|next in line",
        r"lines? (?:of (?:text|duty|fire|work|defen[cs]e|sight|cars|cocaine)|between|are blurred|up|with)",
        r"along (?:the|those|these|similar|the same) lines?|in line with|(?:draw|cross(?:es|ed)?)s? (?:the|that) line",
        r"in conversation with|for dialogue|dialogue (?:amongst|between (?:nations|cultures))",
        r"quote,? unquote|freedom of speech|free speech",
    ),
    "pacing": (
        r"slow[- ](?:motion|mo|witted|learner)|fast[- ]?forward(?:s|ed|ing)?|fast (?:food|cars?|lane|times|guys)",
        r"drag[- ]out|drag (?:queens?|races?|racing|king|him|her|them|me)",
        r"(?:in|of) drag|slow(?:s|ed|ing)? down|(?:not|for|before|only) too long|too long (?:ago|before)",
        r"like nothing happens|dragg(?:ed|ing) (?:me|him|her|them|kicking|off|away)",
        r"dragged (?:in)?to|drags? (?:him|her|them|along the|red herrings)|change of pace",
        r"pac(?:es|ed|ing) (?:up|back) and|rush (?:hour|to|out|home)",
        r"(?:gold|adrenaline|sugar) rush|rushe[sd] (?:to|out|over|home|off|into|back)|rhythm and blues",
    ),
    "ending": (
        r"(?:end|ends|ended|ending) up|in the end|(?:an|no|to that|to what|wit's|on|makes?|another) ends?",
        r"(?:at|by|before|until|till|to|towards?|near|near to) the (?:very )?end",
        r"end(?:s|ed|ing)? (?:meet|justify|in itself|credits?|goal)|ending,? (?:\w+ing|credits?)|line endings?",
        r"end of (?:the |an? )?(?:world|days?|war|discussion|line|era|times?|rope|year|week|tunnel|earth)",
        r"(?:week|dead|high|low|rear|book|open|never|front|back|west|east|loose|both|other)[- ]?end(?:s|ing|ed)?",
        r"(?:happily|never) ever ending|unending|final (?:fantasy|destination|cut|verdict)",
        r"(?:my|in|draw|drew|reach(?:ed)?|foregone|to) (?:a |the |any |that |this )?conclusions?",
        r"conclusion:|during the climax|(?:see|saw|seen|watch|knew|reveal|spoil|give away|tell you) the ending",
        r"(?:after|before|until|till|in|within) the (?:final|last|closing) (?:\w+ )?(?:scenes?|minutes?|shots?|act)",
        r"wrap(?:s|ped)? up (?:warm|in)|twist of|oliver twist|new year's resolution",
    ),
}

CUES: dict[str, tuple[str, ...]] = {
    "acting": (
        r"(?:(?:over|under)-?)?act(?:ing|s|ed)|actors?(?:'s?)?|actress(?:es)?|thespians?|performers|performances?",
        r"portray(?:al|als|ed|ing|s)?|delivery (?:of|is|was)|line (?:delivery|readings?)|screen (?:presence|persona)",
        r"cast|casting|miscast(?:ing)?|ensemble|chemistry|charisma\w*|comic timing|cameos?|supporting turns?",
        r"ste(?:als?|aling|ole) (?:the|every|his|her) (?:show|movie|film|scenes?|picture)|scene[- ]steal(?:er|ing)",
        r"shines? (?:in|as)",
        r"(?:perfect|convincing|believable|credible|brilliant) as (?!i|it|you|we|ever|usual|always|well)\w+",
        r"(?:way|how) (?:\w+ ){1,6}(?:plays|played|acts|acted)",
        rf"play(?:s|ed|ing)? (?:\w+ ){{0,4}}(?:{_WELL_OR_BADLY}|to (?:perfection|a tee|the hilt))",
        rf"(?:{_WELL_OR_BADLY})[- ](?:played|acted|portrayed|cast|performed|embodied)",
        r"(?:in|for|of|with|this|his|her|their|the|lead|title|leading|supporting|starring) (?:\w+ )?roles?",
        r"ham(?:s|med|ming)?(?: it)? up|hammy|hamming|narrator|narrating|turn as",
        r"carr(?:y|ies) the (?:film|movie|show)|conviction|the (?:two )?leads|parts with|good pick for",
        r"as the (?:lead|villain|heroine|hero)|lead(?:ing)? (?:lady|ladies|man|men|actor|actress)",
        r"voice (?:work|acting|actors?|over work)|accents?|dubb(?:ed|ing)|english dub",
        r"(?:his|her|\w+'s) (?:facial )?expressions?|facial expressions?|impersonat(?:es?|ions?|ing)",
        r"(?:can(?:not|'t)?|couldn't|could(?: not)?(?: only)?|able to|ability to|how to|tr(?:y|ies|ying) to) act",
        rf"(?:she|he) (?:is|was) {_DEGREE}(?:{_SPEAKS_OF_IT})",
        r"(?:is|was|are|were) (?:\w+ ){0,2}wasted",
        r"(?:does|did|do|doing|done) (?:an? )?(?:very |really |pretty |such a |quite |extremely )*"
        r"(?:well|fine|good|great|excellent|terrific|superb|nice|outstanding|amazing|wonderful|decent|solid|credible)"
        r"(?: job)? (?:as|with|in (?:this|his|her|their|the (?:role|part|film|movie|lead)))",
        r"talented (?:\w+ ){0,3}(?:stars?|leads?)",
    ),
    "story": (
        r"stor(?:y|ies)|story-?lines?|story[- ]?telling|(?:sub-?)?plot(?:s|ting|lines?)?|narratives?|premises?",
        r"scripts?|scripted|screen ?plays?|screen ?writ(?:er|ers|ing)|written|writers?|writing",
        r"clich\w*|(?:un)?predictab\w+|formula(?:ic)?|contrived|far[- ]?fetched|(?:im)?plausib\w+|illogical|logic",
        r"(?:makes?|made|making) (?:\w+ ){1,3}sense|(?:film|movie) is an? (?:\w+ )?(?:metaphor|allegory|parable)",
        r"nonsensical|incoheren\w+",
        r"(?:doesn't|does not|didn't|don't|not) make (?:any |much |a lot of |one bit of )?sense|improbab\w+|convoluted",
        r"believab(?:le|ility)|inconsisten\w+|suspen\w+ (?:of )?(?:your |my )?disbelief|rip[- ]?offs?|loose ends",
        r"character(?:'s|s'|s)? (?:development|arcs?|growth|change|study)|characteri[sz]ations?|caricatures?",
        r"(?:one|two|three)[- ]dimensional characters?|stereotyp\w+|unlikea?ble",
        r"(?:interesting|great|good|boring|(?:un)?like?able|sympathetic|complex|flat|memorable|believable|stupid|"
        r"dumb|annoying|uninteresting|bland|weak|strong|wonderful|quirky|compelling|shallow|dull|unredeeming|"
        r"fascinating|(?:under|un)?developed|drawn|thin|entertaining|realistic|lovable|supporting) characters?",
        r"(?:all the|many|none of the) characters|scenarios",
        r"characters? (?:comes?|came) (?:across|off)|characters (?:are|were|is|seem|lack|have no|never|you)",
        r"(?:minds?|quirks|motivations?) of (?:the )?characters",
        r"(?:any|none) of the characters|empathy for|care (?:about|for) (?:\w+ ){0,3}characters?",
        r"(?:feel|root|sympathi[sz]e) (?:\w+ ){0,2}(?:for|with) (?:\w+ ){0,3}characters?",
        r"(?:close|identify|connect(?:ion|ed)?|side) (?:\w+ ){0,2}(?:with|to) (?:\w+ ){0,3}characters?",
        r"adapt(?:ed|ations?)|source material|good book|the short story|(?:from|of|in|than|like|to) the (?:book|novel)",
        r"(?:interesting|good|great|original|clever|intriguing|stupid|silly|ridiculous|basic|whole) (?:concept|idea)s?",
        r"(?:same|like the|love the) idea|the message|(?:the|a|this) concept",
        r"themes?|the twist|irrational\w*|propaganda|(?:exploration|meditation) (?:of|on)",
        r"(?:bizarre|clever|interesting|strange|silly|stupid) twist|unrealistic",
        r"no basis in reality|twists(?: and turns)?|romance|surprises",
    ),
    "directing": (
        r"direct(?:ion|ing|or|orial|ed|s)",
        r"(?:the|its|both|two|these|(?:great|best|worst|fine)(?:est)?(?: \w+)?) directors",
        r"cuts? away|minimalist style|director's",
        r"film[- ]?maker|the film[- ]?makers|(?:film|movie)[- ]?making|cutting room floor|auteurs?|helmed",
        r"edit(?:ing|ed|ors?)|stag(?:ing|ed)|choreograph\w+|montages?|transitions|mise[- ]en[- ]sc[eè]ne",
    ),
    "visuals": (
        r"cinematograph\w*|photograph(?:y|ed|ic)|cameras?|camera[- ]?(?:work|man|men)|visuals?|visually|imagery",
        r"(?:stunning|beautiful|exceptional|striking|haunting|gorgeous|powerful) images?|close-?ups?|lighting|lit",
        r"(?:low|wide|camera|odd|weird) angles?|hand-?held|black[- ]and[- ]white|technicolou?r|colou?r(?:s|ful|ed)?",
        r"palette|sound ?stage|fashions|outfits|art ?work|drawings|prosthetics?",
        r"images|(?:too|entirely) dark|(?:red|green|blue) lights?",
        r"effects|special fx|sfx|fx|cgi|cg|computer[- ]generated|(?:blue|green) ?screens?|3-?d|graphics|stop[- ]motion",
        r"animat(?:ion|ed|ions|ors?)|miniatures?|costum\w+|wardrobe|make-?up|scenery|scenic|landscapes?",
        r"locations?|locales?|sets|(?:cheap|lavish|elaborate|beautiful|gorgeous|great|amazing|cardboard) set",
        r"set (?:designs?|decorations?)",
        r"production (?:values?|designs?)|faultless production|art direction|designs?|backdrops?|settings?",
        rf"{_THE_FILM} (?:\w+ )?look(?:s|ed)?|whole thing looked|(?:the|its|overall|visual|great|gritty) look",
        r"look of|(?:great|dismal|cheap|good|beautiful)-looking|grainy|picture quality|video (?:quality|cameras?)",
        r"look(?:s|ed)? (?:\w+ )?(?:fake|cheap|real(?! \w+ly)|realistic|phony|gorgeous|stunning|amazing|fantastic)",
        r"the filming",
        rf"(?:{_WELL_OR_BADLY}|gorgeously)[- ](?:shot|filmed|photographed|lit)|feast for the eyes",
        r"like a (?:\w+ )?painting|(?:monster|creature)s? (?:is|are|was|were|looks?|looked|design|suit)|widescreen",
        r"shots|shot (?:on|with|in (?:black|colou?r|digital|high|wide|3))",
    ),
    "music": (
        r"music|musical (?:score|numbers?|interludes?|sequences?|close)|scores?|scored|sound ?tracks?|songs?|tunes?",
        r"melod(?:y|ies|ic)|lyrics?|composers?|orchestra\w*|theme (?:song|music|tune)s?|sing(?:ing|s|ers?)?|sang|sung",
        r"vocals?|ballads?|musically|sounds? (?:effects?|design|quality|mix|levels?|editing)|noises?|audio|with sound",
        r"(?:the|and|visuals,?|bad|poor|great|good|awful|terrible) sound",
    ),
    "dialogue": (
        r"dialog(?:ue|ues|s)?|inner-dialog(?:ue)?s|one[- ]?liners?|punch ?lines?|catch ?phrases?|quot(?:e|es|ed|able)",
        r"banter|repartee|wordplay|monolog(?:ue|ues|s)?|soliloqu\w+|conversations?|speech(?:es)?|lines",
        r'the line(?= ")|when (?:he|she|they) says?(?=,? ")',
        r"(?:great|best|worst|good|bad|classic|funny|funniest|memorable|cheesy|corny|throwaway|favou?rite|famous) line",
        r"(?:immortal|stupid|dumb|silly|awful|this|his|her|opening|final|last|every) line",
        r"say(?:s|ing)? (?:things|stuff|lines) like|saying a word",
        r"(?:people|children|kids|nobody|no one) (?:really )?(?:do not |don't )?(?:talks?|speaks?) (?:like|this)",
        r"witty (?:remarks?|exchanges?|retorts?|comments?)",
    ),
    "pacing": (
        r"pac(?:e|ed|es|ing)|tempo|rhythm|slow(?:er|est|ness)?|sluggish\w*|plod(?:s|ding)|dragg?(?:s|ed|ing|y)?",
        rf"{_THE_FILM} (?:\w+ )?slowly|(?:too|very|so|moves?|unfolds?|builds?) slowly|unfold - slowly",
        r"drawn[- ]?out|lethargic|long[- ]?winded|tedi(?:ous|um)|lulls?|brisk\w*|zip(?:s|ped) along|breakneck",
        r"(?:moves|moving) along|faster?[- ](?:paced|moving)",
        r"fast (?:ride|and furious)|(?:while|long|forever) to get (?:going|started)",
        r"(?:moves?|moved|goes|went|go|makes? it|make it|is|was) fast",
        r"moves? (?:quickly|at a)|(?:too|overly) (?:long|short|fast|slow)",
        r"overlong|longer than (?:it (?:needs|needed|has|had|should)|necessary)|hours? long",
        r"run(?:ning)? ?time|\w+ hours? longer|mercifully short|filler|padd(?:ed|ing)|rushed",
        r"on and on|goes on forever|condensed?|shorten(?:ed)?|flow(?:s|ed)? (?:well|nicely|smoothly)",
        r"dull moments?|nothing (?:much |really |at all |ever )?happens|no flow|snooze ?fest|(?:an|like) eternity",
        r"endless (?:scenes?|shots?|talk\w*|minutes|sequences?|and)",
        r"seem(?:s|ed)? endless|never seem(?:s|ed)? to end|interminabl\w+",
        r"stretch(?:ed|es) (?:out|on|too)|felt like (?:\d+|hours|an? hour|forever)",
        r"long (?:(?:and )?boring|slow|scenes)",
        r"several long|movie time|(?:could|should) (?:have been|be) (?:\w+ )?(?:shorter|cut)",
        r"(?:could|should)(?: have|'ve) been (?:\w+ ){0,3}in (?:five|ten|half|\d+)|never lets up",
    ),
    "ending": (
        r"endings?|finales?|climax(?:es)?|climactic|d[eé]nouement|conclusion|epilogue|cliff-?hangers?|cop[- ]?out",
        r"anti-?climax|anti-?climactic|(?:final|last|closing) (?:\w+ )?(?:scenes?|shots?|acts?|sequences?|frames?)",
        r"(?:final|last|closing) (?:\w+ )?(?:moments?|images?|half[- ]hour|battles?|showdown|confrontation|fight)",
        r"(?:final|last) (?:third|half|quarter|1/[34]|reel|stampede)|concluding",
        r"(?:final|last) (?:[\d-]+ |five |ten |fifteen |twenty |thirty |few )?(?:minutes|chapter|twist)|third act",
        r"(?:unexpected|surprising|disappointing|satisfying|abrupt|happy) end",
        r"(?:the|that|its) end (?:is|was|gets|got|feels|felt|seems|leaves|left|made|came|comes)",
        r"(?:the|that|its) end of (?:the|this) (?:film|movie|story)",
        rf"{_THE_FILM} end(?:s|ed)|end(?:s|ed) (?:on|with|too|abruptly|happily|badly|well|so)",
        r"twist (?:at the end|ending)|(?:at|towards?) _|(?:final|surprise|big) (?:plot )?twist|pay-?off|resolution",
        r"wrap(?:s|ped)? (?:it |things |everything )?(?:all )?up",
    ),
}

_NAME = r"[A-Z][\w'.-]+(?: (?:[A-Z]\.|[A-Z][\w'.-]+|de|von|van|del|di))*"
_FULL_NAME = r"[A-Z][\w'-]+ (?:[A-Z]\. )?[A-Z][\w'-]+(?: [A-Z][\w'-]+)?"
_ASIDE = r"(?: \([^()]{1,60}\))?"

NAMED: dict[str, tuple[str, ...]] = {
    "acting": (
        rf"{_FULL_NAME}{_ASIDE} (?:is|was|are|were|seems?|proves?|has to be) {_DEGREE}(?:{_SPEAKS_OF_IT})",
        rf"{_FULL_NAME}{_ASIDE} (?:is|was|are|were) {_DEGREE}(?:{_BRILLIANTLY_OR_BADLY}) \w+",
        rf"{_FULL_NAME}{_ASIDE} (?:shines?|steals|stole|excels|delivers|impresses|makes an? |gives an? |turns in)",
        rf"{_NAME}{_ASIDE} (?:is|was) {_DEGREE}(?:{_SPEAKS_OF_IT}) (?:as|in (?:this|the|his|her)|here|actor|actress)",
        rf"{_NAME} does (?:\w+ )?(?:well|fine|good)|is {_FULL_NAME}{_ASIDE} as (?:a|the)",
        rf"{_FULL_NAME}(?: and {_FULL_NAME})? (?:were|are|was|is) the only (?:saving|good|redeeming)",
        rf"(?:way|how|see|watch|love|loved|like|liked|enjoy\w*) {_NAME}(?: and {_NAME})? (?:play\w*|act\w*)",
    ),
}

# What follows a director's surname where the sentence is about directing.
_MAKES = (
    "manages|takes|took|leaves|left|lets|letting|brings|brought|keeps|kept|makes|made|uses|used|gives|gave|creates|created|"
    "handles|handled|captures|captured|shows|fails|failed|succeeds|builds|paces|shoots|films|directs|trusts|avoids|"
    "balances|crafts|draws|has|had|knows|knew"
)
DIRECTORS_DO = (
    r"(?:'s (?:\w+ ){0,2}(?:directing|direction|style|touch|hand|vision|camera|eye)"
    rf"| (?:and his team |and her team )?(?:(?:also|never|always|\w+ly) )?(?:{_MAKES}))(?!\w)"
)
