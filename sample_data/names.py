"""Names of the fictional district: common words for stations, communities and villages; none means a real place."""

_STATIONS = "云台 北门 东湖桥 江南 中街 东津 西堰 竹溪"
_COMMUNITIES = (
    "光明 友谊 红旗 新华 和平 建设 解放 民主 团结 胜利 朝阳 长丰 文昌 学府 钟楼 古井 书院 桂花 银杏 梧桐 "
    "紫荆 海棠 玉兰 金桥 北站 铁路 仓前 码头 滨江 望江 沿江 柳堤 纺织 轴承 农机 百货 商贸城 东市 南关 西关 "
    "东津街 津渡 东津桥 西堰街 堰塘 西堰桥"
)
_VILLAGES = (
    "桃园 柳林 枫林 竹林 双龙 太平 黄土 马岭 青山 白沙 五里 七里 大堤 荷花 莲塘 南湖 北港 东山 西流 高桥 "
    "石桥 木桥 永丰 长乐 常青 前进 新沟 新河 龙潭 凤凰 鹤岭 鹿坪 牛栏 羊角 马场 鱼塘 张湾 李湾 王岗 陈垸 "
    "刘集 周家畈 吴家台 郑家咀 孙家冲 何家坡 梅花 杏花 茶亭 枣林 栗树 樟树 槐荫 松涛 柏泉 麦田 稻香 棉场 桑园 "
    "渔舟 芦花 月亮湾"
)
STATION_NAMES = [f"{name}派出所" for name in _STATIONS.split()]
COMMUNITY_NAMES = [f"{name}社区" for name in _COMMUNITIES.split()]
VILLAGE_NAMES = [f"{name}村" for name in _VILLAGES.split()]
